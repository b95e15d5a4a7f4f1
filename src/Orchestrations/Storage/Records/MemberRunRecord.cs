using DurableTeams.Storage.Ids;

namespace DurableTeams.Storage.Records;

/// <summary>
/// A member run: the leader's (position 0, <see cref="MemberId"/> null), a member's, or a nested team's (which is also the
/// member run of that team's leader). Records are ordered by the positions in their ids, number by number: 0, 1, 2, 2.1, 2.2,
/// 3, 10.
/// </summary>
public sealed record MemberRunRecord
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The member run's id, also its orchestration instance's (see <see cref="RunIds"/>).</summary>
    public required string MemberRunId { get; init; }

    /// <summary>The member; null for the leader.</summary>
    public string? MemberId { get; init; }

    /// <summary>The member run that delegated; null for the leader.</summary>
    public string? ParentMemberRunId { get; init; }

    /// <summary>Counts the runs of this member in this run, from 1; 0 for the leader.</summary>
    public int Spawn { get; init; }

    /// <summary>The status.</summary>
    public RunStatus Status { get; init; }

    /// <summary>The task, by reference; null for the run's leader, whose task is the run's message.</summary>
    public Brief? Brief { get; init; }

    /// <summary>The answer, once completed.</summary>
    public string? Output { get; init; }

    /// <summary>Why it failed.</summary>
    public RunError? Error { get; init; }

    /// <summary>The usage so far.</summary>
    public Usage Usage { get; init; } = Usage.None;

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>A tool call by its place: the member run, its turn (from 1) and the call's index in that turn (from 0).</summary>
public sealed record CallReference(string MemberRunId, int Turn, int Index);

/// <summary>Tokens and calls.</summary>
/// <param name="InputTokens">Tokens sent to models.</param>
/// <param name="OutputTokens">Tokens that models wrote.</param>
/// <param name="ModelCalls">Answered model calls.</param>
/// <param name="ToolCalls">Tool calls that ran.</param>
public sealed record Usage(long InputTokens, long OutputTokens, int ModelCalls, int ToolCalls)
{
    /// <summary>Nothing used.</summary>
    public static Usage None { get; } = new(0, 0, 0, 0);

    /// <summary>Both together.</summary>
    public static Usage operator +(Usage left, Usage right) => Add(left, right);

    /// <summary>Both together.</summary>
    public static Usage Add(Usage left, Usage right) => new(
        left.InputTokens + right.InputTokens,
        left.OutputTokens + right.OutputTokens,
        left.ModelCalls + right.ModelCalls,
        left.ToolCalls + right.ToolCalls);
}
