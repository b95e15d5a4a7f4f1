using System.Text.Json;

namespace DurableTeams;

/// <summary>What a start may say beside the team and the message.</summary>
public sealed record StartOptions
{
    /// <summary>The session that the run belongs to; null makes a new one. At most 200 characters.</summary>
    public string? SessionId { get; init; }

    /// <summary>The user who asks. A session belongs to the user of its first run.</summary>
    public string? UserId { get; init; }

    /// <summary>The program's own data about the run, a JSON object; kept, and shown to no model.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The same key starts one run, however often it is started.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the caller; null takes that of the current activity, where there is one.</summary>
    public string? TraceParent { get; init; }
}
