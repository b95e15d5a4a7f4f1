using DurableTeams.Storage.Records;
using static DurableTeams.Embedded.Tests.Negotiation.Play;

namespace DurableTeams.Embedded.Tests.Negotiation;

/// <summary>Answers that cannot be used are sent back with the reason, twice; then the party has failed.</summary>
public sealed class RepairTests
{
    [Fact]
    public async Task Answers_ThatCannotBe_AreToldAndRepairedAtEachStep()
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann ben", maxRounds: 1));
        Script.For(harness.Chat)
            .With("ann", Reply.Text(Claims("ann", "footer")), Reply.Text(Claims("ann", "hero")),
                Reply.Text(Responses("faq hold")), Reply.Text(Responses("hero hold")), Reply.Text("HERO"))
            .With("ben", Reply.Text(Claims("ben", "hero", "faq")), Reply.Text(Responses("hero hold")), Reply.Text("FAQ"))
            .With("leader", Reply.Text(Rulings("hero cleo")), Reply.Text(Rulings("hero ann")), Reply.Text("done"));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Contains("should be one of \"hero\", \"faq\"", Told("ann", 1), StringComparison.Ordinal);
        Assert.Contains("should be one of \"hero\"", Told("ann", 3), StringComparison.Ordinal);
        Assert.Contains("'cleo' cannot own section 'hero'", Told("leader", 1), StringComparison.Ordinal);
        Assert.Equal(
            ["claims claims responses responses ", "claims responses ", "rulings rulings "],
            new[] { "ann", "ben", "leader" }.Select(agent => string.Join(
                ' ', harness.Chat.AskedOf(agent).Select(ask => ask.Format))));

        string Told(string agent, int at) => harness.Chat.AskedOf(agent).ElementAt(at).Last;
    }

    [Fact]
    public async Task Claims_WrongThreeTimes_FailTheRunAndARetryAsksTheOneThatFailed()
    {
        await using var harness = await ServeAsync(Team("hero", "ann ben"));
        Script.For(harness.Chat)
            .With("ann", Reply.Text("no"), Reply.Text("no"), Reply.Text("no"), Reply.Text(Claims("ann", "hero")), Reply.Text(
                "HERO"))
            .With("ben", Reply.Text(Claims("ben"))).With("leader", Reply.Text("done"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal(("invalidOutput", "ann"), (failed.Error!.Code, failed.Error.MemberId));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Equal("ann:5 ben:1 leader:1", harness.Chat.Counts);
    }
}
