using System.Text.Json;

namespace DurableTeams.Embedded.Display;

/// <summary>An event of a run, as the host stores it and as the API gives it.</summary>
/// <param name="Type">The type, one of those in <c>docs/reference/events.md</c>.</param>
/// <param name="RunId">The run.</param>
/// <param name="MemberId">The member; null for events of the run.</param>
/// <param name="At">When it happened.</param>
/// <param name="Data">The details, an object; or undefined.</param>
internal sealed record EventLine(string Type, string RunId, string? MemberId, DateTimeOffset At, JsonElement Data)
{
    /// <summary>The event in an answer of the API; null for what is no stored event, such as a delta.</summary>
    public static EventLine? Of(JsonElement item) => item.TryGetProperty("sequence", out var sequence)
        && sequence.ValueKind == JsonValueKind.Number
        ? new EventLine(
            item.Text("type"), item.Text("runId"), item.Text("memberId") is { Length: > 0 } member ? member : null,
            item.TryGetProperty("at", out var at) && at.TryGetDateTimeOffset(out var time) ? time : default,
            item.TryGetProperty("data", out var data) ? data : default)
        : null;
}

/// <summary>What is known of a run beside its events.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Input">The message that started the run.</param>
/// <param name="Took">From its start to its end; null while it goes on.</param>
/// <param name="Tokens">The tokens of all its model calls, where they are known.</param>
internal sealed record RunFacts(string? TeamId, string? Input, TimeSpan? Took, long? Tokens);
