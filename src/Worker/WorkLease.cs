using System.Text.Json.Serialization;

namespace DurableTeams.Worker;

/// <summary>A piece of work that was leased: the answer of <c>POST work/{queue}/lease</c>.</summary>
public sealed record WorkLease
{
    /// <summary>The work: the same on every attempt. Everything that is told of the work is told under this id.</summary>
    public required string WorkId { get; init; }

    /// <summary>The secret of this attempt. Every call about the work carries it.</summary>
    public required string Token { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The member run whose work this is.</summary>
    public required string MemberRunId { get; init; }

    /// <summary>The member, as the team file calls it.</summary>
    public required string MemberId { get; init; }

    /// <summary>Which member run of the member in its run this is, from 1.</summary>
    public int Spawn { get; init; }

    /// <summary>How often the work has been given away, this time included, from 1.</summary>
    public int Attempt { get; init; }

    /// <summary>What the member is asked to do.</summary>
    public required string Task { get; init; }

    /// <summary>Who asks, and what was said before.</summary>
    public WorkContext Context { get; init; } = new();

    /// <summary>W3C trace context of the member run's span, for workers that export spans of their own.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    /// <summary>A text that is the same on every attempt: send it with effects that must happen once.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>When the lease ends unless a heartbeat extends it, by the host's clock.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How long the lease is: measured by the host's clock alone, since this machine's may be wrong.</summary>
    [JsonIgnore]
    public TimeSpan Length { get; init; }
}

/// <summary>Where work comes from. What the host does not know is null.</summary>
public sealed record WorkContext
{
    /// <summary>The team.</summary>
    public string? TeamId { get; init; }

    /// <summary>The session of the run.</summary>
    public string? SessionId { get; init; }

    /// <summary>For whom the run works.</summary>
    public string? UserId { get; init; }

    /// <summary>The member's name.</summary>
    public string? Name { get; init; }

    /// <summary>The member's role, as the team file has it.</summary>
    public string? Role { get; init; }

    /// <summary>The phase, in modes that have phases.</summary>
    public string? Phase { get; init; }

    /// <summary>What an agent of the host would be told before the task: instructions, and what was said.</summary>
    public IReadOnlyList<WorkMessage> Messages { get; init; } = [];
}

/// <summary>A message of the conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Author">Who said it; null where nobody is named.</param>
/// <param name="Text">The words.</param>
public sealed record WorkMessage(string Role, string? Author, string? Text);
