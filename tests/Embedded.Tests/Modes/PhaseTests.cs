using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class PhaseTests
{
    [Fact]
    public async Task Dialectic_TwoPhases_TheSecondSeesTheSummaryAndNotTheTranscript()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Dialectic(TeamPhase.Deliberation, TeamPhase.Execution));
        Script.For(harness.Chat)
            .With("pro", Reply.Text("thesis 1"), Reply.Text("thesis 2")).With("con", Reply.Text("anti 1"), Reply.Text("anti 2"))
            .With("syn", Reply.Text("syn 1"), Reply.Text(TriadReply.Summary("deliberation", "choose A")), Reply.Text(
                "syn 2"), Reply.Text(TriadReply.Summary("execution", "done")));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "syn 2"), (run.Status, run.Output!.Text));
        var asked = harness.Chat.Asked;
        Assert.All(asked.Take(4), ask => Assert.Contains(
            "The current phase is deliberation: understand the matter", ask.System, StringComparison.Ordinal));
        Assert.All(asked.Skip(4), ask => Assert.Contains(
            "The current phase is execution: carry out what was settled.", ask.System, StringComparison.Ordinal));
        Assert.Equal("phase_summary", asked[3].Format);
        Assert.StartsWith("user: Go\n\npro:\nthesis 1\n\ncon:\nanti 1\n\nsyn:\nsyn 1\n\nSum up the phase deliberation", Lines(
            asked[3]), StringComparison.Ordinal);
        Assert.Equal(
            $"user: Go\n\nWhat the phase before came to:\n{TriadReply.Summary("deliberation", "choose A")}\n\nMake your "
                + $"proposal.",
                Lines(asked[4]));
        Assert.All(asked.Skip(4), ask => Assert.DoesNotContain("thesis 1", Lines(ask), StringComparison.Ordinal));
        var phases = await harness.EventsAsync(run.RunId, "PhaseCompleted");
        Assert.Equal(["deliberation", "execution"], phases.Select(item => item.Data!.Value.GetProperty("phase").GetString()));
        Assert.Equal("choose A", phases[0].Data!.Value.GetProperty("summary").GetProperty("decisions")[0].GetString());
        Assert.Equal("syn", phases[0].MemberId);
    }

    [Fact]
    public async Task Hierarchical_WithPhases_WorkersSeeTheirPartAndThePhaseOnly()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Hierarchical(TeamPhase.Deliberation, TeamPhase.Execution));
        Script.For(harness.Chat)
            .With(
                "boss",
                Reply.Text(TriadReply.Split("l1", "r1")),
                Reply.Text("whole 1"),
                Reply.Text(TriadReply.Summary("deliberation", "A")),
                Reply.Text(TriadReply.Split("l2", "r2")),
                Reply.Text("whole 2"),
                Reply.Text(TriadReply.Summary("execution", "B")))
            .With("left", Reply.Text("L1"), Reply.Text("L2")).With("right", Reply.Text("R1"), Reply.Text("R2"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "whole 2"), (run.Status, run.Output!.Text));
        Assert.Equal(["user: l1", "user: l2"], harness.Chat.AskedOf("left").Select(ask => Assert.Single(ask.Said)));
        Assert.Contains("The current phase is execution", harness.Chat.AskedOf("left").Last().System, StringComparison.Ordinal);
        Assert.Contains("What the phase before came to:\n" + TriadReply.Summary("deliberation", "A"), Lines(
            harness.Chat.AskedOf("boss").ElementAt(3)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consensus_WithPhases_TheVotesAndTheWinnerAreInThePhasesEvent()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Consensus(TeamPhase.Negotiation));
        Script.For(harness.Chat)
            .With("ann", Reply.Text("by ann"), Reply.Text(TriadReply.Vote("cleo")), Reply.Text(
                TriadReply.Summary("negotiation", "A")))
            .With("ben", Reply.Text("by ben"), Reply.Text(TriadReply.Vote("ann")))
                .With("cleo", Reply.Text("by cleo"), Reply.Text(TriadReply.Vote("cleo")));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "by cleo"), (run.Status, run.Output!.Text));
        var data = Assert.Single(await harness.EventsAsync(run.RunId, "PhaseCompleted")).Data!.Value;
        Assert.Equal("cleo", data.GetProperty("winner").GetString());
        Assert.Equal(
            ["ann cleo", "ben ann", "cleo cleo"],
            data.GetProperty("votes").EnumerateArray()
                .Select(vote => $"{vote.GetProperty("memberId")} {vote.GetProperty("vote").GetProperty("vote")}"));
        var summarise = harness.Chat.AskedOf("ann").Last();
        Assert.StartsWith(
            $"user: Go\n\ncleo:\nby cleo\n\nann:\n{TriadReply.Vote("cleo")}", Lines(summarise), StringComparison.Ordinal);
        Assert.Empty(summarise.Tools);
    }

    [Fact]
    public async Task Summary_IsWrongTwice_IsRepaired()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Dialectic(TeamPhase.Execution));
        Script.For(harness.Chat).With("pro", Reply.Text("thesis")).With("con", Reply.Text("anti"))
            .With("syn", Reply.Text("syn"), Reply.Text("words"), Reply.Text("""{"phase":"execution"}"""), Reply.Text(
                TriadReply.Summary("execution", "A")));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "syn", "con:1 pro:1 syn:4"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }

    [Fact]
    public async Task Summary_StaysWrong_FailsInThatPhaseWithProgressKeptAndTheRetryGoesOnThere()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Dialectic(TeamPhase.Deliberation, TeamPhase.Execution));
        Script.For(harness.Chat)
            .With("pro", Reply.Text("thesis 1"), Reply.Text("thesis 2")).With("con", Reply.Text("anti 1"), Reply.Text("anti 2"))
            .With("syn", Reply.Text("syn 1"), Reply.Text("a"), Reply.Text("b"), Reply.Text("c"), Reply.Text(
                TriadReply.Summary("deliberation", "A")), Reply.Text("syn 2"), Reply.Text(TriadReply.Summary("execution", "B")));

        var failed = await harness.RunAsync("Go");
        Assert.Equal(
            (RunStatus.Failed, "invalidOutput", "syn", "deliberation"),
            (failed.Status, failed.Error!.Code, failed.Error.MemberId, failed.Error.Phase));
        Assert.Contains("in phase 'deliberation'", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal(["thesis 1", "anti 1", "syn 1", "c"], failed.Members.Select(member => member.Output));
        Assert.Null(failed.Output);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "syn 2", "con:2 pro:2 syn:7"), (run.Status, run.Output!.Text, harness.Chat.Counts));
        Assert.Equal(2, (await harness.EventsAsync(run.RunId, "PhaseCompleted")).Count);
    }

    [Fact]
    public async Task NextRunOfTheSession_SeesTheSummariesOfTheEarlierOne()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Dialectic(TeamPhase.Execution));
        Script.For(harness.Chat).With("pro", Reply.Text("thesis"), Reply.Text("thesis again"))
            .With("con", Reply.Text("anti"), Reply.Text("anti again"))
                .With("syn", Reply.Text("syn"), Reply.Text(TriadReply.Summary("execution", "A")), Reply.Text(
                    "syn again"), Reply.Text(TriadReply.Summary("execution", "B")));

        await harness.RunAsync("One", "s1");
        await harness.RunAsync("Two", "s1");

        var said = harness.Chat.AskedOf("pro").Last().Said;
        Assert.Equal("assistant: thesis", said[1]);
        Assert.Equal($"user: Summary of an earlier phase (execution): {TriadReply.Summary("execution", "A")}", said[2]);
        Assert.Equal(4, said.Count);
    }

    private static string Lines(ChatAsk ask) => string.Join('\n', ask.Said).ReplaceLineEndings("\n");
}
