using System.Text.Json;

namespace DurableTeams.Storage.Records;

/// <summary>An event of a run, as clients read it.</summary>
public sealed record RunEvent
{
    /// <summary>The event's number in the run: 1, 2, 3 …</summary>
    public required long Sequence { get; init; }

    /// <summary>The type; one of <see cref="RunEventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The member run, for events of a member run.</summary>
    public string? MemberRunId { get; init; }

    /// <summary>The member, for events of a member.</summary>
    public string? MemberId { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The details, a JSON object whose shape depends on the type.</summary>
    public JsonElement? Data { get; init; }
}

/// <summary>An event to append. The store gives it its sequence number.</summary>
/// <param name="Key">Unique in the run, made of the step's ids and positions: an event that is appended twice is appended
/// once.</param>
/// <param name="Type">One of <see cref="RunEventTypes"/>.</param>
/// <param name="MemberRunId">The member run.</param>
/// <param name="MemberId">The member.</param>
/// <param name="Data">The details.</param>
/// <param name="At">When it happened; the change's time where null.</param>
public sealed record RunEventDraft(
    string Key,
    string Type,
    string? MemberRunId = null,
    string? MemberId = null,
    JsonElement? Data = null,
    DateTimeOffset? At = null);

/// <summary>The types of events.</summary>
public static class RunEventTypes
{
#pragma warning disable CS1591 // the names say it, and docs/reference/events.md lists the data of each
    public const string RunStarted = nameof(RunStarted);
    public const string RunPaused = nameof(RunPaused);
    public const string RunContinued = nameof(RunContinued);
    public const string RunCompleted = nameof(RunCompleted);
    public const string RunFailed = nameof(RunFailed);
    public const string RunCancelled = nameof(RunCancelled);
    public const string MemberRunStarted = nameof(MemberRunStarted);
    public const string MemberRunCompleted = nameof(MemberRunCompleted);
    public const string MemberRunFailed = nameof(MemberRunFailed);
    public const string ModelCallCompleted = nameof(ModelCallCompleted);
    // The deltas are told to readers of a run while a model speaks, and never recorded.
    public const string ContentDelta = nameof(ContentDelta);
    public const string ReasoningDelta = nameof(ReasoningDelta);
    public const string ToolCallDelta = nameof(ToolCallDelta);
    public const string ToolCallStarted = nameof(ToolCallStarted);
    public const string ToolCallCompleted = nameof(ToolCallCompleted);
    public const string ToolCallFailed = nameof(ToolCallFailed);
    public const string ToolCallProgress = nameof(ToolCallProgress);
    public const string HookIntervened = nameof(HookIntervened);
    public const string RequirementCreated = nameof(RequirementCreated);
    public const string RequirementResolved = nameof(RequirementResolved);
    public const string HandoffOccurred = nameof(HandoffOccurred);
    public const string PhaseCompleted = nameof(PhaseCompleted);
    public const string WorkLeased = nameof(WorkLeased);
    public const string WorkLost = nameof(WorkLost);
    public const string WorkResultLate = nameof(WorkResultLate);
    public const string WorkText = nameof(WorkText);
    public const string TaskUpdated = nameof(TaskUpdated);
    public const string ClaimRegistered = nameof(ClaimRegistered);
    public const string SectionContested = nameof(SectionContested);
    public const string NegotiationRound = nameof(NegotiationRound);
    public const string SectionSettled = nameof(SectionSettled);
    public const string SpecFrozen = nameof(SpecFrozen);
#pragma warning restore CS1591
}
