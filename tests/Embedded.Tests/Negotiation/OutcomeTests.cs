using DurableTeams.Storage.Records;
using static DurableTeams.Embedded.Tests.Negotiation.Play;

namespace DurableTeams.Embedded.Tests.Negotiation;

/// <summary>Whole negotiations: who is asked what, what is settled how, and what the run's answer is made of.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public async Task Run_RevisionConcessionAndRuling_EachOwnerMakesItsSectionAndTheLeaderPutsThemTogether()
    {
        await using var harness = await ServeAsync(Team("hero faq legal", "ann ben cleo", maxRounds: 2));
        Script.For(harness.Chat)
            .With("ann", Reply.Text(Claims("ann", "hero")), Reply.Text(Responses("hero revise a picture and a line")),
                Reply.Text(Responses("hero hold")), Reply.Text("HERO"))
            .With("ben", Reply.Text(Claims("ben", "hero", "faq")), Reply.Text(Responses("hero hold", "faq hold")),
                Reply.Text(Responses("hero concede", "faq hold")), Reply.Text("LEGAL"))
            .With("cleo", Reply.Text(Claims("cleo", "faq")), Reply.Text(Responses("faq hold")), Reply.Text(Responses("faq hold")),
                Reply.Text("FAQ"))
            .With("leader", Reply.Text(Rulings("faq cleo")), Reply.Text(Rulings("legal ben")), Reply.Text("The page"));

        var run = await harness.RunAsync("Make the page.");

        Assert.Equal((RunStatus.Completed, "The page"), (run.Status, run.Output!.Text));
        Assert.Equal("ann:4 ben:4 cleo:4 leader:3", harness.Chat.Counts);
        Assert.Equal(
            ["Make the page.", "Section hero, by ann:\nHERO\n\nSection faq, by cleo:\nFAQ\n\nSection legal, by ben:\nLEGAL"],
            harness.Chat.AskedOf("leader").Last().Messages.Skip(1).Select(message => message.Text.ReplaceLineEndings("\n")));
        Assert.Equal(
            [
                "ClaimRegistered hero ann", "ClaimRegistered hero ben", "ClaimRegistered faq ben", "ClaimRegistered faq cleo",
                "SectionContested hero", "SectionContested faq", "PhaseCompleted deliberation", "NegotiationRound 1",
                "NegotiationRound 2", "SectionSettled hero ann concession 2", "SectionSettled faq cleo ruling 2",
                "SectionSettled legal ben assignment 2", "SpecFrozen", "PhaseCompleted negotiation", "PhaseCompleted execution",
            ],
            await StoryAsync(harness, run.RunId));
        var frozen = Assert.Single(await harness.EventsAsync(run.RunId, RunEventTypes.SpecFrozen)).Data!.Value.GetProperty(
            "spec");
        Assert.Equal(
            """{"hero":{"owner":"ann","proposal":"a picture and a line"},"faq":{"owner":"cleo","proposal":"cleo: faq"},"legal":{"owner":"ben"}}""",
            frozen.GetRawText());
        // The second round shows what the first one brought.
        Assert.Contains("Proposal of ann:\na picture and a line", Said(harness, "ben", 2), StringComparison.Ordinal);
        Assert.Contains("Section hero (made by ann)\na picture and a line", Said(harness, "cleo", 3), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("first", "SectionSettled hero ann first 1")]
    [InlineData("arbiter", "SectionSettled hero ben ruling 1")]
    public async Task Stalemate_IsEndedAsTheTeamSays(string policy, string settled)
    {
        await using var harness = await ServeAsync(Team("hero", "ann ben", maxRounds: 1, onStalemate: policy));
        var script = Holding(harness, "ann", "ben");
        if (policy == "arbiter") script.With("leader", Reply.Text(Rulings("hero ben")));
        script.With("ann", Reply.Text("a")).With("ben", Reply.Text("b")).With("leader", Reply.Text(ask => ask.Last));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Contains(settled, await StoryAsync(harness, run.RunId));
    }

    [Fact]
    public async Task Stalemate_Fail_NamesSectionsAndClaimantsAndARetryHasMoreRounds()
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann ben", maxRounds: 1, onStalemate: "fail"));
        Holding(harness, "ann", "ben")
            .With("ann", Reply.Text(Responses("hero concede")))
                .With("ben", Reply.Text(Responses("hero hold")), Reply.Text("HERO"))
                .With("leader", Reply.Text(Rulings("faq ann")), Reply.Text("done")).With("ann", Reply.Text("FAQ"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "noAgreement"), (failed.Status, failed.Error!.Code));
        Assert.Contains("hero (ann, ben)", failed.Error.Message, StringComparison.Ordinal);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Contains("SectionSettled hero ben concession 2", await StoryAsync(harness, run.RunId));
        Assert.Equal("ann:4 ben:4 leader:2", harness.Chat.Counts);
    }

    [Fact]
    public async Task Unclaimed_Fail_NamesTheSections()
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann ben", onUnclaimed: "fail"));
        Script.For(harness.Chat).With("ann", Reply.Text(Claims("ann", "hero"))).With("ben", Reply.Text(Claims("ben")));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "noAgreement"), (run.Status, run.Error!.Code));
        Assert.Contains("faq", run.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hero", run.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hero faq", false)]
    [InlineData("", true)]
    public async Task Unclaimed_Leave_TheLeaderAnswersFromWhatThereIs(string sections, bool open)
    {
        await using var harness = await ServeAsync(
            Team(sections, "ann ben", onUnclaimed: "leave", open: open));
        Script.For(harness.Chat).With("ann", Reply.Text(Claims("ann"))).With("ben", Reply.Text(Claims("ben")))
            .With("leader", Reply.Text("nothing came"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "nothing came"), (run.Status, run.Output?.Text));
    }

    [Fact]
    public async Task Open_PartiesNameSections_TogetherNoMoreThanThereMayBe()
    {
        await using var harness = await ServeAsync(Team("hero", "ann ben", open: true));
        string[] First(string party) => [.. Enumerable.Range(1, 20).Select(i => $"{party}-{i}")];
        harness.Chat.Answer = ask => Task.FromResult(Reply.Text(
            ask.Format == "claims" ? Claims(ask.Agent, [.. First(ask.Agent), "hero"])
            : ask.Format == "responses" ? Responses("hero concede") : "made"));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        var frozen = Assert.Single(await harness.EventsAsync(run.RunId, RunEventTypes.SpecFrozen)).Data!.Value.GetProperty(
            "spec");
        Assert.Equal(
            ["hero", .. First("ann"), .. First("ben").Take(11)], frozen.EnumerateObject().Select(section => section.Name));
        Assert.Contains("You may claim other sections, too", Said(harness, "ann", 0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sections_OneAfterTheOther_AnOwnerNeverWorksOnTwo()
    {
        await using var harness = await ServeAsync(
            Team("one two three", "ann ben", parallelSections: false));
        var working = 0;
        harness.Chat.Answer = async ask =>
        {
            if (ask.Format == "claims")
                return Reply.Text(ask.Agent == "ann" ? Claims("ann", "one", "three") : Claims("ben", "two"));
            if (ask.Agent != "ann") return Reply.Text("made");
            Assert.Equal(1, Interlocked.Increment(ref working));
            await Task.Yield();
            Interlocked.Decrement(ref working);
            return Reply.Text("made");
        };

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        var starts = (await harness.EventsAsync(run.RunId)).Select(item => (item.Type, item.MemberRunId)).ToList();
        Assert.True(
            starts.IndexOf((RunEventTypes.MemberRunStarted, $"{run.RunId}.5"))
                > starts.IndexOf((RunEventTypes.MemberRunCompleted, $"{run.RunId}.3")), string.Join(' ', starts));
    }
}
