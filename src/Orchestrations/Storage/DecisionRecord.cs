using System.Text.Json;

namespace DurableTeams.Storage;

/// <summary>A decision to take, already checked against the requirement's kind and the tool's schema.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Decision">One of <see cref="DecisionRule"/>'s words.</param>
/// <param name="At">When.</param>
/// <param name="Note">The person's note.</param>
/// <param name="Arguments">What replaces the arguments.</param>
/// <param name="By">Who.</param>
public sealed record DecisionRecord(string RequirementId, string Decision, DateTimeOffset At, string? Note = null, JsonElement? Arguments = null, string? By = null)
{
    /// <summary>What was filled in.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>The result of what was done outside, or of a skipped call.</summary>
    public string? Result { get; init; }

    /// <summary>What went wrong outside.</summary>
    public string? Error { get; init; }

    /// <summary>From where, for the audit: an address, a signed link.</summary>
    public string? From { get; init; }
}

/// <summary>One person's approval.</summary>
/// <param name="By">Who; all who are not named count as one person.</param>
/// <param name="At">When.</param>
public sealed record ApprovalRecord(string? By, DateTimeOffset At);

/// <summary>What became of decisions.</summary>
/// <param name="Conflicts">Requirements that were decided otherwise before, or cancelled, or whose run or agent run is finished: if there is one, nothing was taken.</param>
/// <param name="Taken">The requirements as they now are, those newly decided, those decided the same before, and those approved but still pending below their quorum.</param>
public sealed record DecideResult(IReadOnlyList<RequirementRecord> Conflicts, IReadOnlyList<RequirementRecord> Taken);

/// <summary>What became of a pause.</summary>
/// <param name="MemberPaused">Whether the agent run is now paused.</param>
/// <param name="RunPause">Which pause of the run (1, 2, …) this began, or null if the run goes on.</param>
public sealed record PauseResult(bool MemberPaused, int? RunPause);
