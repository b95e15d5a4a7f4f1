using System.Text.RegularExpressions;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>
/// A request of one run, with its position in the run: all that was sent but for the run's tag. Two runs of a team make the
/// same positions, and one run makes none twice unless it was killed there.
/// </summary>
/// <param name="Number">Its place among all requests.</param>
/// <param name="Tag">The run it belongs to.</param>
/// <param name="By">The agent that asks, or the tool that is called.</param>
/// <param name="Position">Everything that was sent.</param>
/// <param name="Key">The idempotency key of a tool call.</param>
internal sealed partial record Asked(int Number, string Tag, string By, string Position, string? Key = null)
{
    private const string AnyTag = "tag000x";

    public static string TagOf(int number) => FormattableString.Invariant($"tag{number:000}x");

    public static Asked Of(ChatRequest request)
    {
        var body = request.Body.GetRawText();
        var tag = Find(body);
        return new Asked(request.Number, tag, request.Agent, Untagged(body, tag));
    }

    public static Asked Of(ToolRequest request)
    {
        var sent = $"{request.Method} {request.Path} {string.Join('&', request.Query)} {request.Body}";
        var tag = Find(sent);
        return new Asked(request.Number, tag, "tool " + request.Tool, Untagged(sent, tag), request.Key);
    }

    /// <summary>A text as every run of the team has it.</summary>
    public static string Untagged(string text, string tag) => text.Replace(tag, AnyTag, StringComparison.Ordinal);

    private static string Find(string text)
    {
        var found = Tags().Match(text);
        return found.Success ? found.Value : throw new InvalidOperationException($"No tag in {text}");
    }

    [GeneratedRegex("tag[0-9]{3}x")]
    private static partial Regex Tags();
}
