using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

public abstract partial class RunConformance
{
    private static readonly RunRecord Fork = TestRun.Of("r2", 10, session: "session-of-r1") with
    {
        Attempt = 1,
        ForkOf = new ForkOrigin("r1", 7)
    };

    private static RunChange PastOf(string run) => TestChange.To(run, 10) with
    {
        Started =
        [
            TestMemberRun.Of(run, 0),
            TestMemberRun.Of(run, 1, RunStatus.Completed, parent: 0) with
            {
                Output = "Fine",
                CompletedAt = TestTime.At(3),
                Usage = new Usage(1, 2, 3, 4)
            }
        ],
        Messages = [TestMessage.Of(run, 1, 1, 0)],
        Requirements = [TestRequirement.Of(run, 0)],
        Events = [new RunEventDraft("started", RunEventTypes.RunStarted), TestEvent.Of("k", """{"a":1}""")],
    };

    [Fact]
    public async Task Fork_New_IsThereWithItsPast()
    {
        await StartAsync("r1");
        var past = PastOf("r2");

        Assert.Null(await Store.ForkAsync(Fork, past));
        await ReopenAsync();

        JsonAssert.Equal(Fork, await RunAsync("r2"));
        JsonAssert.Equal(past.Started.ToArray(), (await Store.ListMemberRunsAsync("r2")).ToArray());
        JsonAssert.Equal(past.Messages[0], Assert.Single(await Store.ListRunMessagesAsync("r2")));
        JsonAssert.Equal(past.Requirements[0], await Store.FindRequirementAsync(past.Requirements[0].RequirementId));
        Assert.Equal([(1L, "RunStarted"), (2L, past.Events[1].Type)], (await EventsAsync(
            "r2")).Select(item => (item.Sequence, item.Type)));
        Assert.Equal(["r1", "r2"], (await Store.FindSessionAsync("session-of-r1"))!.RunIds);
        Assert.Equal(["r2"], (await Store.ListUndeliveredRunsAsync()).Select(run => run.RunId));
        Assert.Null((await RunAsync("r1")).ForkOf);
    }

    [Fact]
    public async Task Fork_RunThatIsThere_IsReturnedAndNothingIsTouched()
    {
        await StartAsync("r1");
        await Store.ForkAsync(Fork, PastOf("r2"));

        var existing = await Store.ForkAsync(
            Fork with { Input = "Other" },
            PastOf("r2") with { Messages = [TestMessage.Of("r2", 0, 1, 0)], Events = [TestEvent.Of("other")] });

        JsonAssert.Equal(Fork, existing);
        Assert.Single(await Store.ListRunMessagesAsync("r2"));
        Assert.Equal(2, (await EventsAsync("r2")).Count);
    }

    [Fact]
    public async Task Fork_OfARunThatWasDeleted_IsRefusedAndBringsNothingBack()
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1", 5) with { Run = new StatusPatch(RunStatus.Completed, "Done") });
        await Store.DeleteSessionAsync("session-of-r1");

        await Assert.ThrowsAsync<KeyNotFoundException>(() => Store.ForkAsync(Fork, PastOf("r2")));

        Assert.Null(await Store.FindRunAsync("r2"));
        Assert.Null(await Store.FindSessionAsync("session-of-r1"));
    }

    [Fact]
    public async Task Fork_PastOfAnotherRun_IsRefusedAndLeavesNothing()
    {
        await StartAsync("r1");

        await Assert.ThrowsAsync<ArgumentException>(() => Store.ForkAsync(Fork, PastOf("r1")));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ForkAsync(
            Fork, PastOf("r2") with { Messages = [TestMessage.Of("r1", 0, 1, 0)] }));

        Assert.Null(await Store.FindRunAsync("r2"));
    }
}
