using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Work;

namespace DurableTeams.Testing.Storage;

/// <summary>
/// Work of remote members that waits in the queue <see cref="Queue"/>, for ten minutes and two attempts of one.
/// </summary>
public static class TestWork
{
    public const string Queue = "coders";

    /// <summary>The work of the member run with this number.</summary>
    public static WorkRecord Of(string run, int position, int second = 1, int attempt = 0)
    {
        var memberRun = RunIds.Member(run, position);
        return new WorkRecord
        {
            WorkId = RunIds.Work(memberRun),
            RunId = run,
            TeamId = TestRun.Team,
            Agent = new AgentRef(
                memberRun, TestRun.Team, "session-of-" + run, TestRun.Definition, TestMemberRun.Member, Spawn: position,
                Attempt: attempt),
            MemberPath = [TestRun.Team, TestMemberRun.Member],
            Queue = Queue,
            HoldMs = 60_000,
            StartMs = 600_000,
            Attempts = 2,
            QueuedAt = TestTime.At(second),
            Due = TestTime.At(second + 600),
        };
    }
}
