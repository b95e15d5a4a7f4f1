using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Trees;

public abstract partial class TreeConformance
{
    public static TheoryData<string> BriefNames => new(Briefs.Keys);

    private static readonly Dictionary<string, Brief?> Briefs = new()
    {
        ["none"] = null,
        ["empty"] = new Brief(),
        ["call"] = new Brief { Call = new CallReference("r1.2.1", 3, 4) },
        ["step"] = new Brief { Step = new AgentStep("criticise"), InputOf = "r1.1" },
        ["final with call"] = new Brief { Final = true, Call = new CallReference("r1.0", 1, 0) },
        ["foreign"] = new Brief { InputOf = "r2.1", SubtaskOf = "=r1.1", SummaryOf = "", Show = ["", "1", "r1.01"] },
        ["nothing to show"] = new Brief { Show = [] },
        ["all"] = new Brief
        {
            Step = new AgentStep("summarise"),
            Final = true,
            Call = new CallReference("r9.1", 2, 1),
            InputOf = "r1.1",
            SubtaskOf = "r1.2.100000",
            Transfer = new CallReference("r1.2.1", 5, 6),
            Handoffs = 7,
            Show = ["r1.1", "r1.2.1", "r1.2.2"],
            Phase = Enum.GetValues<TeamPhase>()[^1],
            SummaryOf = "r1.3",
        },
    };

    [Theory]
    [MemberData(nameof(BriefNames))]
    public async Task Commit_StartedWithABrief_ReadsTheSame(string name)
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);

        await Store.CommitAsync(
            TestChange.To("r1") with { Started = [TestMemberRun.At("r1", "1", "0") with { Brief = Briefs[name] }] });
        await ReopenAsync();

        JsonAssert.Equal(Briefs[name], Assert.Single(await Store.ListMemberRunsAsync("r1")).Brief);
    }

    [Fact]
    public async Task Commit_MessageOfSeveralResults_ReadsTheSame()
    {
        await StartAsync("r1");
        var message = TestMessage.Of("r1", 0, 1, 1, null, "user") with
        {
            Parts =
            [
                new MessagePart("Researcher", "r1.1"),
                new MessagePart("", "r1.2.1", "It took \"too long\".\n"),
                new MessagePart("é", "r2.1", "")
            ],
        };
        var empty = TestMessage.Of("r1", 0, 1, 2) with { Parts = [] };

        await Store.CommitAsync(TestChange.To("r1") with { Messages = [message, empty] });
        await ReopenAsync();

        JsonAssert.Equal(message, await Store.FindMessageAsync("r1", "r1.0", 1, 1));
        JsonAssert.Equal([message, empty], (await Store.ListRunMessagesAsync("r1")).ToArray());
        Assert.Null((await Store.FindMessageAsync("r1", "r1.0", 1, 1))!.OutputOf);
    }

    [Fact]
    public async Task Commit_MessageOfAResultThatFailed_KeepsTextBesideTheMemberRun()
    {
        await StartAsync("r1");
        var message = TestMessage.Of("r1", 0, 1, 1, "It took too long.", "tool") with { OutputOf = "r1.1.1", CallId = "c" };

        await Store.CommitAsync(TestChange.To("r1") with { Messages = [message] });

        JsonAssert.Equal(message, await Store.FindMessageAsync("r1", "r1.0", 1, 1));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("long")]
    public async Task Commit_RunEndsWithTheOutputOfAMemberRun_IsThatOutput(string length)
    {
        var output = length == "short" ? "Done" : new string('x', 500);
        await StartTreeAsync("1", "1.1");
        await Store.CommitAsync(
            TestChange.To("r1") with { Members = [new MemberRunPatch("r1.1.1", RunStatus.Completed, output)] });

        await Store.CommitAsync(TestChange.To("r1", 2) with { Run = new StatusPatch(RunStatus.Completed, OutputOf: "r1.1.1") });

        Assert.Equal((RunStatus.Completed, output), ((await RunAsync("r1")).Status, (await RunAsync("r1")).Output));
    }

    [Fact]
    public async Task Commit_RunEndsWithAnOutputOfTheSameChange_IsThatOutput()
    {
        await StartAsync("r1");

        await Store.CommitAsync(TestChange.To("r1") with
        {
            Members = [new MemberRunPatch("r1.0", RunStatus.Completed, "Done")],
            Run = new StatusPatch(RunStatus.Completed, OutputOf: "r1.0"),
        });

        Assert.Equal("Done", (await RunAsync("r1")).Output);
    }

    [Fact]
    public async Task Commit_OutputOfAMemberRunThatHasNone_LeavesTheRunWithout()
    {
        await StartAsync("r1");

        await Store.CommitAsync(TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Completed, OutputOf: "r1.1") });

        Assert.Null((await RunAsync("r1")).Output);
        await Assert.ThrowsAsync<ArgumentException>(
            () => Store.CommitAsync(TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Completed, OutputOf: "r2.1") }));
    }
}
