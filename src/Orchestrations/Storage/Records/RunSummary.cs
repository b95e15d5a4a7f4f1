using DurableTeams.Storage.Ids;

namespace DurableTeams.Storage.Records;

/// <summary>A run as lists show it: at most some kilobytes, however large the run is.</summary>
/// <param name="Run">The run. Its input, output, error's message and reason to cancel are cut after 1,000 characters and then end
/// with "…"; metadata over 4 KiB are left out.</param>
/// <param name="Usage">The usage of the run's member runs so far.</param>
/// <param name="LastMember">The member that began last, of the members that the run's leader, or the run itself, gave work
/// to.</param>
/// <param name="Requirements">How many requirements the run has had.</param>
/// <param name="Pending">How many of these are pending.</param>
/// <param name="PendingIds">The ids of the oldest 20 pending requirements.</param>
public sealed record RunSummary(
    RunRecord Run, Usage Usage, string? LastMember, int Requirements, int Pending, IReadOnlyList<string> PendingIds)
{
    /// <summary>Characters of a text.</summary>
    public const int MaxText = 1_000;

    /// <summary>Bytes of metadata.</summary>
    public const int MaxMetadata = 4_096;

    /// <summary>Ids of pending requirements.</summary>
    public const int MaxPendingIds = 20;

    /// <summary>The run with its texts cut.</summary>
    public static RunRecord Cut(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run with
        {
            Input = Cut(run.Input)!,
            Output = Cut(run.Output),
            Error = run.Error is { } error ? error with { Message = Cut(error.Message)! } : null,
            CancelReason = Cut(run.CancelReason),
            Metadata = run.Metadata is { } metadata && metadata.GetRawText().Length > MaxMetadata ? null : run.Metadata,
        };
    }

    /// <summary>The summary of a run, made from all its records.</summary>
    /// <param name="run">The run.</param>
    /// <param name="agents">The member runs, in the order of their ids' positions.</param>
    /// <param name="asked">The requirements, in the order in which they were created.</param>
    public static RunSummary Of(RunRecord run, IEnumerable<MemberRunRecord> agents, IReadOnlyCollection<RequirementRecord> asked)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(agents);
        ArgumentNullException.ThrowIfNull(asked);
        var leader = RunIds.Leader(run.RunId);
        var used = Usage.None;
        string? last = null;
        foreach (var agent in agents)
        {
            used += agent.Usage;
            if (agent.ParentMemberRunId == leader) last = agent.MemberId;
        }

        var pending = asked.Where(one => one.Status == RequirementStatus.Pending).Select(one => one.RequirementId).ToList();
        return new RunSummary(Cut(run), used, last, asked.Count, pending.Count, [.. pending.Take(MaxPendingIds)]);
    }

    /// <summary>A text as lists show it.</summary>
    public static string? Cut(string? text) => text is null || text.Length <= MaxText ? text
        : text[..(char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)] + "…";
}
