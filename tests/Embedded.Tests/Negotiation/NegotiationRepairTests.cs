using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Embedded.Tests.Negotiation.NegotiationTests;
using static DurableTeams.Testing.Models.NegotiationReply;

namespace DurableTeams.Embedded.Tests.Negotiation;

/// <summary>Answers that cannot be used are sent back with the reason, twice; then the party has failed.</summary>
public sealed class NegotiationRepairTests
{
    [Theory]
    [InlineData("I would like the hero.", "it is not JSON")]
    [InlineData("""{"claims": [{"section": "footer", "proposal": "p"}]}""", "should be one of \"hero\", \"faq\"")]
    [InlineData("""{"claims": [{"section": "hero"}]}""", "proposal: is missing")]
    [InlineData(
        """{"claims": [{"section": "hero", "proposal": "a"}, {"section": "hero", "proposal": "b"}]}""",
        "section 'hero' is claimed twice")]
    [InlineData("""{"responses": []}""", "claims: is missing")]
    public async Task Claims_ThatCannotBe_AreToldAndRepaired(string wrong, string told)
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann", "ben"));
        Script.For(harness.Chat).With("ann", Reply.Text(wrong), Reply.Text(Claims("ann", "hero")), Reply.Text("HERO"))
            .With("ben", Reply.Text(Claims("ben", "faq")), Reply.Text("FAQ")).With("leader", Reply.Text("done"));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Contains(told, harness.Chat.AskedOf("ann").ElementAt(1).Last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"responses": []}""", "there must be one response for each of these sections: hero")]
    [InlineData("""{"responses": [{"section": "faq", "decision": "hold"}]}""", "should be one of \"hero\"")]
    [InlineData("""{"responses": [{"section": "hero", "decision": "fight"}]}""", "should be one of \"concede\", \"revise\", \"hold\"")]
    [InlineData("""{"responses": [{"section": "hero", "decision": "revise"}]}""", "the revision of section 'hero' has no proposal")]
    [InlineData(
        """{"responses": [{"section": "hero", "decision": "hold"}, {"section": "hero", "decision": "concede"}]}""",
        "section 'hero' is answered twice")]
    public async Task Responses_ThatCannotBe_AreToldAndRepaired(string wrong, string told)
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann", "ben"));
        Script.For(harness.Chat)
            .With("ann", Reply.Text(Claims("ann", "hero")), Reply.Text(wrong), Reply.Text(Responses("hero concede")))
            .With("ben", Reply.Text(Claims("ben", "hero", "faq")), Reply.Text(Responses("hero hold")), Reply.Text("1"), Reply.Text("2"))
            .With("leader", Reply.Text("done"));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Contains(told, harness.Chat.AskedOf("ann").ElementAt(2).Last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"rulings": []}""", "there must be one ruling for each of these sections: hero")]
    [InlineData("""{"rulings": [{"section": "hero", "owner": "cleo"}]}""", "'cleo' cannot own section 'hero'; its owner is one of: ann, ben")]
    [InlineData("""{"rulings": [{"section": "hero", "owner": null}]}""", "owner: is null, should be a string")]
    public async Task Rulings_ThatCannotBe_AreToldAndRepaired(string wrong, string told)
    {
        await using var harness = await ServeAsync(
            Team("hero", "ann", "ben", "cleo").Set("negotiation", ("maxRounds", 1)));
        Holding(harness, "ann", "ben").With("cleo", Reply.Text(Claims("cleo"))).With("ann", Reply.Text("HERO"))
            // What is ruled on a section that is not asked about changes nothing.
            .With("leader", Reply.Text(wrong), Reply.Text(Rulings("hero ann", "faq ben")), Reply.Text("done"));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Contains(told, harness.Chat.AskedOf("leader").ElementAt(1).Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proposal_TooLong_IsToldWithItsBound()
    {
        await using var harness = await ServeAsync(Team("hero", "ann", "ben"));
        var tooLong = Claims("ann", "hero").Replace("ann: hero", new string('é', 4097), StringComparison.Ordinal);
        Script.For(harness.Chat).With("ann", Reply.Text(tooLong), Reply.Text(Claims("ann", "hero")), Reply.Text("HERO"))
            .With("ben", Reply.Text(Claims("ben"))).With("leader", Reply.Text("done"));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Contains(
            "the proposal for section 'hero' has 8194 bytes; 8192 are allowed", harness.Chat.AskedOf("ann").ElementAt(1).Last,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_WrongThreeTimes_FailTheRunAndARetryAsksTheOneThatFailed()
    {
        await using var harness = await ServeAsync(Team("hero", "ann", "ben"));
        Script.For(harness.Chat)
            .With("ann", Reply.Text("no"), Reply.Text("no"), Reply.Text("no"), Reply.Text(Claims("ann", "hero")), Reply.Text("HERO"))
            .With("ben", Reply.Text(Claims("ben"))).With("leader", Reply.Text("done"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal(("invalidOutput", "ann"), (failed.Error!.Code, failed.Error.MemberId));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Equal("ann:5 ben:1 leader:1", harness.Chat.Counts);
    }
}
