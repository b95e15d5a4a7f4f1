using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

public abstract partial class RunConformance
{
    [Fact]
    public async Task ListRunSummaries_LongTexts_AreCutBetweenCharactersAndOtherwiseAsTheRun()
    {
        var run = TestRun.Of("r1") with
        {
            Input = "a" + string.Concat(Enumerable.Repeat("😀", 400_000)),
            Metadata = JsonText.Parse($$"""{"k":"{{new string('x', 5_000)}}"}""")
        };
        await Store.CreateRunAsync(run, null);
        await Store.CreateRunAsync(
            TestRun.Of("r2", 1) with { Input = "short\0", Metadata = JsonText.Parse("""{"k":1}""") }, null);
        await Store.CommitAsync(TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Completed, new string('€', 1_001)) });

        var items = (await Store.ListRunSummariesAsync(new RunQuery())).Items;

        Assert.Equal(["r2", "r1"], items.Select(item => item.Run.RunId));
        JsonAssert.Equal(await RunAsync("r2"), items[0].Run);
        Assert.Equal("a" + string.Concat(Enumerable.Repeat("😀", 499)) + "…", items[1].Run.Input);
        Assert.Equal((RunStatus.Completed, new string('€', 1_000) + "…"), (items[1].Run.Status, items[1].Run.Output));
        Assert.Null(items[1].Run.Metadata);
        JsonAssert.Equal(items.Select(item => item.Run).ToArray(), (await Store.ListRunsAsync(new RunQuery())).Items.ToArray());
    }

    [Fact]
    public async Task ListRunSummaries_RunsWithRequirements_HaveTheirNumbersAndTheIdsOfThePending()
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1") with
        {
            Requirements = [.. Enumerable.Range(0, 25).Select(call => TestRequirement.Of("r1", 1, call))],
            Members = [new MemberRunPatch("r1.1", Usage: new Usage(5, 6, 7, 8))],
        });
        await Store.DecideAsync("r1", [TestDecision.Approve(TestRequirement.Of("r1", 1))]);

        var item = Assert.Single((await Store.ListRunSummariesAsync(new RunQuery())).Items);

        Assert.Equal((25, 24), (item.Requirements, item.Pending));
        Assert.Equal(Enumerable.Range(1, 20).Select(call => $"r1.1-1-{call}"), item.PendingIds);
        Assert.Equal(
            (new Usage(5, 6, 7, 8), (await Store.ListMemberRunsAsync("r1"))[^1].MemberId), (item.Usage, item.LastMember));
    }

    [Fact]
    public async Task ListSessions_StateAndManyRuns_AreLeftToTheSessionItself()
    {
        for (var i = 0; i < 23; i++) await Store.CreateRunAsync(TestRun.Of($"r{i:00}", i, session: "s"), """{"a":1}""");

        var listed = Assert.Single((await Store.ListSessionsAsync(10, null)).Items);

        Assert.Null(listed.State);
        Assert.Equal(23, listed.RunCount);
        Assert.Equal(Enumerable.Range(3, 20).Select(i => $"r{i:00}"), listed.RunIds);
        Assert.Equal(23, (await Store.FindSessionAsync("s"))!.RunIds.Count);
    }
}
