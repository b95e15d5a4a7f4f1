namespace DurableTeams.Http.Protocols.OpenAI.Requests;

/// <summary>
/// One thing in what a client sent: words of somebody, an answer to what was asked, or something that a team did.
/// </summary>
/// <param name="Place">Where it stands in the body.</param>
/// <param name="Role">Who spoke: <c>system developer user assistant</c>; null where nobody did.</param>
/// <param name="Text">The words.</param>
/// <param name="Answer">The answer.</param>
internal sealed record OpenAITurn(string Place, string? Role = null, string? Text = null, OpenAIAnswer? Answer = null)
{
    /// <summary>The roles.</summary>
    public static readonly string[] Roles = ["system", "developer", "user", "assistant"];

    /// <summary>Whether it comes from a team.</summary>
    public bool IsOfTeam => Answer is null && Role is null or "assistant";
}
