using System.Text.Json.Nodes;

namespace DurableTeams.Definitions;

/// <summary>
/// One rule of a scripted model. The first rule whose conditions all hold answers; a pure function of the request, so
/// that a restart changes nothing.
/// </summary>
public sealed record ScriptedTurn
{
    /// <summary>The agent asking: a member id, or <c>leader</c>; any where null.</summary>
    public string? Agent { get; init; }

    /// <summary>Which turn of that agent's conversation is asked for, from 1; any where null.</summary>
    public int? Turn { get; init; }

    /// <summary>Text that the newest message (user or tool result) must contain, ignoring case; any where null.</summary>
    public string? Contains { get; init; }

    /// <summary>
    /// Text that the newest message of a user must contain, ignoring case, whatever tools answered since; any where null.
    /// </summary>
    public string? User { get; init; }

    /// <summary>Text that the system prompt must contain, ignoring case; any where null.</summary>
    public string? System { get; init; }

    /// <summary>
    /// The name of the response format that must be asked for (<c>json</c> where it has no schema); any, or none, where null.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>The answer's text; <c>{last}</c> stands for the newest message's text.</summary>
    public string? Text { get; init; }

    /// <summary>The tools to call.</summary>
    public IReadOnlyList<ScriptedCall>? Calls { get; init; }

    /// <summary>How long the model takes to answer; at once where null.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Fails the call with this message instead of answering.</summary>
    public string? Error { get; init; }
}

/// <summary>A tool call that a scripted model makes.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">Its arguments, a JSON object.</param>
/// <param name="Id">The call id; made from turn and position where null.</param>
public sealed record ScriptedCall(string Tool, JsonObject? Arguments = null, string? Id = null);
