using System.Text.Json.Serialization;

namespace DurableTeams.Telemetry;

/// <summary>A run's trace.</summary>
/// <param name="TraceId">W3C trace id, 32 hex digits.</param>
/// <param name="RunId">The run.</param>
/// <param name="Root">The run's span.</param>
public sealed record TraceView(string TraceId, string RunId, SpanView Root);

/// <summary>A span, by OpenTelemetry's conventions for generative AI.</summary>
public sealed record SpanView
{
    /// <summary>16 hex digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>The span above; for the run's span the caller's, or null.</summary>
    public string? ParentSpanId { get; init; }

    /// <summary>The span below which the span is shown where its parent is not known; null for the run's.</summary>
    [JsonIgnore]
    public string? Otherwise { get; init; }

    /// <summary>
    /// Such as <c>invoke_agent researcher</c>, <c>chat gpt-4o-mini</c>, <c>execute_tool search</c>, <c>await_decision
    /// send_message</c>; in a negotiation also <c>phase execution</c>, <c>round 2</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>When the span began.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>When the span ended; null while it is open.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The event that ended the span; null while the span is open.</summary>
    [JsonIgnore]
    public long? EndSequence { get; init; }

    /// <summary><c>internal</c>, or <c>client</c> for a call to a model provider.</summary>
    public string Kind { get; init; } = "internal";

    /// <summary><c>unset</c>, <c>ok</c> or <c>error</c>.</summary>
    public string Status { get; init; } = "unset";

    /// <summary>The error's message.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusDescription { get; init; }

    /// <summary>Attributes by their conventional names; no message content.</summary>
    public required IReadOnlyDictionary<string, object> Attributes { get; init; }

    /// <summary>Events inside the span: hand-offs, phases, settled sections.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SpanEventView>? Events { get; init; }

    /// <summary>Related spans of other traces: for a wait, the request that decided.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SpanLinkView>? Links { get; init; }

    /// <summary>The spans below, in the order they began.</summary>
    public IReadOnlyList<SpanView> Children { get; init; } = [];
}

/// <summary>Something that happened in a span.</summary>
/// <param name="Name">The name of the event.</param>
/// <param name="At">When it happened.</param>
/// <param name="Attributes">The details.</param>
public sealed record SpanEventView(string Name, DateTimeOffset At, IReadOnlyDictionary<string, object> Attributes);

/// <summary>A span of another trace.</summary>
/// <param name="TraceId">W3C trace id, 32 hex digits.</param>
/// <param name="SpanId">16 hex digits.</param>
public sealed record SpanLinkView(string TraceId, string SpanId);
