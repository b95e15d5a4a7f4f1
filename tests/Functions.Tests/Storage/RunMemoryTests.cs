using Azure;
using DurableTeams.AzureTables.RunStore.Runs;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Functions.Tests.Storage;

/// <summary>What a process remembers of runs, and for how long.</summary>
public sealed class RunMemoryTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RunMemory _memory;

    public RunMemoryTests() => _memory = new RunMemory(_clock);

    [Fact]
    public void FindRecent_JustUnderASecond_IsFoundAndThenNot()
    {
        Write(Running("r1"), TestChange.To("r1"), "2");

        _clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.NotNull(_memory.FindRecent("r1"));
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Null(_memory.FindRecent("r1"));
        Assert.NotNull(_memory.Find("r1"));
    }

    [Fact]
    public void Wrote_MemberRunThatStarted_KnowsWhatItSays()
    {
        var state = Write(Running("r1"), TestChange.To("r1") with { Started = [TestMemberRun.Of("r1", 0)] }, "2");
        Assert.Empty(Talk("r1")!);

        Write(state, TestChange.To("r1") with { Messages = [TestMessage.Of("r1", 0, 1, 0, "Said")] }, "3");

        Assert.Equal("Said", Assert.Single(Talk("r1")!).Text);
    }

    [Fact]
    public void Wrote_MemberRunThatWasThereBefore_KnowsNothingOfIt()
    {
        var state = Running("r1") with
        {
            Agents = new(StringComparer.Ordinal) { [RunKeys.Agent("r1", "r1.0")] = TestMemberRun.Of("r1", 0) }
        };

        Write(state, TestChange.To("r1") with { Messages = [TestMessage.Of("r1", 0, 1, 0)] }, "2");

        Assert.Null(Talk("r1"));
    }

    [Fact]
    public void Wrote_FromAVersionThatWasNotSeen_ForgetsConversations()
    {
        var state = Write(Running("r1"), TestChange.To("r1") with { Started = [TestMemberRun.Of("r1", 0)] }, "2");

        Write(state with { Version = new ETag("other") }, TestChange.To(
            "r1") with { Messages = [TestMessage.Of("r1", 0, 2, 0)] }, "4");

        Assert.Null(Talk("r1"));
    }

    [Fact]
    public void Read_SameVersionAndAnother_KeepsAndForgetsConversations()
    {
        var state = Write(Running("r1"), TestChange.To("r1") with { Started = [TestMemberRun.Of("r1", 0)] }, "2");

        _memory.Read(state, _memory.Now());
        Assert.NotNull(Talk("r1"));
        _memory.Read(state with { Version = new ETag("3") }, _memory.Now());

        Assert.Null(Talk("r1"));
    }

    [Fact]
    public void Heard_OfTheVersionThatIsKnown_IsKeptElseNot()
    {
        _memory.Read(Running("r1"), _memory.Now());
        _memory.Heard("r1", new ETag("other"), "b0", [TestMessage.Of("r1", 0, 1, 0)]);
        Assert.Null(Talk("r1"));

        _memory.Heard("r1", new ETag("1"), "b0", [TestMessage.Of("r1", 0, 1, 0)]);

        Assert.Single(Talk("r1")!);
    }

    [Fact]
    public void Wrote_RunThatEnds_ForgetsIt()
    {
        Write(Running("r1"), TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Completed) }, "2");

        Assert.Null(_memory.Find("r1"));
    }

    [Fact]
    public void Read_MoreRunsThanItHolds_ForgetsThoseNotSeenLongest()
    {
        for (var i = 0; i < 1_000; i++) _memory.Read(Running("r" + i), _memory.Now());
        Assert.NotNull(_memory.Find("r0"));

        _memory.Read(Running("more"), _memory.Now());

        Assert.NotNull(_memory.Find("r0"));
        Assert.Null(_memory.Find("r1"));
        Assert.NotNull(_memory.Find("more"));
    }

    [Fact]
    public void Read_MoreThanItHoldsOfThem_ForgetsThoseNotSeenLongest()
    {
        var text = new string('x', 1_000_000);
        for (var i = 0; i < 33; i++)
            _memory.Read(RunState.New(TestRun.Of("r" + i, status: RunStatus.Running) with { Input = text }, "t") with
            {
                Version = new ETag("1")
            }, _memory.Now());

        Assert.Null(_memory.Find("r0"));
        Assert.NotNull(_memory.Find("r32"));
    }

    private static RunState Running(string id) =>
        RunState.New(TestRun.Of(id, status: RunStatus.Running), "t") with { Version = new ETag("1") };

    private RunState Write(RunState before, RunChange change, string version)
    {
        var unit = new RunUnit(before, null);
        RunRules.Apply(unit, change);
        var state = unit.After with { Version = new ETag(version) };
        _memory.Wrote(unit, state, _memory.Now());
        return state;
    }

    private IEnumerable<MessageRecord>? Talk(string id) => _memory.Find(id)?.Talks.GetValueOrDefault("b0")?.Values;
}
