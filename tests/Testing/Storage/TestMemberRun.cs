using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Testing.Storage;

/// <summary>Member runs: the leader's, which has no parent, and those of <see cref="Member"/>.</summary>
public static class TestMemberRun
{
    public const string Member = "researcher";

    /// <summary>The member run with this number below its run; 0 is the leader's.</summary>
    public static MemberRunRecord Of(
        string run, int position, RunStatus status = RunStatus.Running, int? parent = null, int second = 0) => new()
    {
        RunId = run,
        MemberRunId = RunIds.Member(run, position),
        MemberId = position == 0 ? null : Member,
        ParentMemberRunId = parent is { } p ? RunIds.Member(run, p) : null,
        Spawn = position,
        Status = status,
        Brief = parent is { } q ? new Brief { Call = new CallReference(RunIds.Member(run, q), 1, position - 1) } : null,
        StartedAt = TestTime.At(second),
    };

    /// <summary>The member run at this position: "0", "2", "2.1".</summary>
    public static MemberRunRecord At(
        string run, string position, string? parent = null, RunStatus status = RunStatus.Running) => new()
    {
        RunId = run,
        MemberRunId = $"{run}.{position}",
        MemberId = parent is null ? null : Member,
        ParentMemberRunId = parent is null ? null : $"{run}.{parent}",
        Status = status,
        Brief = parent is null ? null : new Brief { Call = new CallReference($"{run}.{parent}", 1, 0) },
        StartedAt = TestTime.At(0),
    };
}
