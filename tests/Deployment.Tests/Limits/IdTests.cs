using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Deployment.Tests.Limits;

public sealed class IdTests
{
    private const int Levels = 8;

    // Five digits in every place: a team that starts 99,999 agents, at each of eight levels, is beyond any run.
    private static readonly string Deepest = Enumerable.Repeat(99_999, Levels).Aggregate(
        RunIds.Leader(NewIds.Run(DateTimeOffset.UnixEpoch)), RunIds.Child);

    [Fact]
    public void MemberRun_DeepestNesting_FitsAnInstanceId() => Assert.InRange(Deepest.Length, 1, PayloadLimits.InstanceId);

    [Fact]
    public void Notification_DeepestNesting_FitsAnInstanceId()
    {
        // What Gate starts: the requirement's id and whom it tells.
        var requirement = RunIds.Requirement(Deepest, turn: 999, call: PayloadLimits.CallsPerTurn - 1);
        Assert.InRange($"{requirement}-escalate".Length, 1, PayloadLimits.InstanceId);
        var unknown = RunIds.UnknownOutcome(new CallReference(Deepest, 999, PayloadLimits.CallsPerTurn - 1), 9);
        Assert.InRange(unknown.Length, 1, PayloadLimits.InstanceId);
    }

    [Fact]
    public void Run_WithAnIdempotencyKeyOfAnyLength_HasAnIdOfOneLength() =>
        Assert.Equal(27, NewIds.Run("team", new string('k', 10_000)).Length);

    // Azure Storage does not take / \ # ? and control characters in them.
    [Fact]
    public void Ids_AllOfThem_AreLettersDigitsDotsAndDashes() =>
        Assert.Matches("^[a-z0-9.-]+$", RunIds.UnknownOutcome(new CallReference(Deepest, 1, 1), 1));
}
