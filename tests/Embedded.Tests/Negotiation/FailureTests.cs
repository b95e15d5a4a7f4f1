using DurableTeams.Storage.Records;
using static DurableTeams.Embedded.Tests.Negotiation.Play;

namespace DurableTeams.Embedded.Tests.Negotiation;

/// <summary>What becomes of a negotiation whose parties, or owners, fail.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("claims")]
    [InlineData("responses")]
    public async Task Party_FailsBeforeTheFreeze_TheRunFailsAndARetryAsksItAlone(string step)
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann ben"));
        var failed = false;
        harness.Chat.Answer = ask => Task.FromResult(Answer(ask, step, "ben", ref failed));

        var first = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "ben"), (first.Status, first.Error!.MemberId));
        var run = await harness.RetryAsync(first.RunId);

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Equal("ann:3 ben:4 leader:1", harness.Chat.Counts);
    }

    [Theory]
    [InlineData("claims", "claim 0")]
    [InlineData("responses", "concession 1")]
    public async Task Party_FailsBeforeTheFreezeAndTheLeaderIsTold_ItIsOutAndTheOthersGoOn(string step, string by)
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann ben cleo").TellingLeader());
        var failed = false;
        harness.Chat.Answer = ask => Task.FromResult(ask.Agent == "cleo" && ask.Format == "claims"
            ? Reply.Text(Claims("cleo"))
            : ask.Format == "rulings" ? Reply.Text(Rulings("faq cleo")) : Answer(ask, step, "ben", ref failed));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        var story = await StoryAsync(harness, run.RunId);
        Assert.Contains($"SectionSettled hero ann {by}", story);
        // Ben alone had claimed it; nobody who is out can be given a section.
        Assert.Contains($"SectionSettled faq cleo assignment {by[^1]}", story);
        Assert.Contains("It may go to: ann, cleo", Said(harness, "leader", 0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parties_AllFail_NobodyIsLeftToAgree()
    {
        await using var harness = await ServeAsync(Team("hero", "ann ben").TellingLeader());
        Script.For(harness.Chat).With("ann", Reply.Failure).With("ben", Reply.Failure);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "noAgreement"), (run.Status, run.Error!.Code));
    }

    [Fact]
    public async Task Owner_Fails_TheOthersFinishAndARetryMakesWhatIsMissing()
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann ben"));
        Script.For(harness.Chat)
            .With("ann", Reply.Text(Claims("ann", "hero")), Reply.Failure, Reply.Text("HERO"))
            .With("ben", Reply.Text(Claims("ben", "faq")), Reply.Text("FAQ"))
            .With("leader", Reply.Text(ask => ask.Last));

        var failed = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "ann"), (failed.Status, failed.Error!.MemberId));
        Assert.Equal("FAQ", failed.Members.Single(member => member.MemberId == "ben" && member.Spawn == 2).Output);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Equal("ann:3 ben:2 leader:1", harness.Chat.Counts);
        Assert.Contains("HERO", run.Output!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owner_FailsAndTheLeaderIsTold_TheSectionGoesToAnotherClaimant()
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann ben").TellingLeader());
        Script.For(harness.Chat)
            .With("ann", Reply.Text(Claims("ann", "hero")), Reply.Text(Responses("hero hold")), Reply.Failure)
            .With("ben", Reply.Text(Claims("ben", "hero", "faq")), Reply.Text(Responses("hero concede")), Reply.Text("FAQ"),
                Reply.Text("HERO by ben"))
            .With("leader", Reply.Text(Rulings("hero ben")), Reply.Text(ask => ask.Last));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Contains("It may go to: ben", Said(harness, "leader", 0), StringComparison.Ordinal);
        Assert.Contains("SectionSettled hero ben ruling 1", await StoryAsync(harness, run.RunId));
        Assert.Contains(
            "Section hero, by ben:\nHERO by ben", run.Output!.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Owner_FailsAndNobodyElseMakesIt_TheLeaderIsToldAndTheOthersAreInTheResult(bool another)
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann ben").TellingLeader());
        var script = Script.For(harness.Chat).With("ann", Reply.Text(Claims("ann", "hero")));
        if (another)
        {
            script.With("ann", Reply.Text(Responses("hero hold"))).With("leader", Reply.Text(Rulings("hero")))
                .With("ben", Reply.Text(Claims("ben", "hero", "faq")), Reply.Text(Responses("hero concede")));
        }
        else
        {
            script.With("ben", Reply.Text(Claims("ben", "faq")));
        }

        script.With("ann", Reply.Failure).With("ben", Reply.Text("FAQ")).With("leader", Reply.Text(ask => ask.Last));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Contains("out of order", run.Output!.Text, StringComparison.Ordinal);
        Assert.Contains("Section faq, by ben:\nFAQ", run.Output.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leader_FailsToRule_TheRunFailsAndARetryRules()
    {
        await using var harness = await ServeAsync(Team("hero", "ann ben", maxRounds: 1).TellingLeader());
        Holding(harness, "ann", "ben").With("ben", Reply.Text("HERO"))
            .With("leader", Reply.Failure, Reply.Text(Rulings("hero ben")), Reply.Text("done"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "modelFailed"), (failed.Status, failed.Error!.Code));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, "ann:2 ben:3 leader:3"), (run.Status, harness.Chat.Counts));
    }

    // Ann claims and holds hero, ben claims hero and faq and concedes hero; one of them fails once at one step.
    private static Microsoft.Extensions.AI.ChatResponse Answer(ChatAsk ask, string step, string fails, ref bool failed)
    {
        if (!failed && ask.Agent == fails && ask.Format == step)
        {
            failed = true;
            throw Reply.OutOfOrder();
        }

        return Reply.Text((ask.Format, ask.Agent) switch
        {
            ("claims", "ann") => Claims("ann", "hero"),
            ("claims", _) => Claims("ben", "hero", "faq"),
            ("responses", "ann") => Responses("hero hold"),
            ("responses", _) => Responses("hero concede"),
            _ => "made",
        });
    }
}
