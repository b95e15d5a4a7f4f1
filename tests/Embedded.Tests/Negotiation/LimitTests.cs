using DurableTeams.Storage.Records;
using static DurableTeams.Embedded.Tests.Negotiation.Play;

namespace DurableTeams.Embedded.Tests.Negotiation;

/// <summary>Limits, cancels, restarts and forks of negotiations.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task MaxParallel_HoldsForPartiesAndForSections()
    {
        await using var harness = await ServeAsync(Team("one two three four", "ann ben cleo").Limit(
            limits => limits with { MaxParallel = 2 }));
        var (working, most) = (0, 0);
        harness.Chat.Answer = async ask =>
        {
            lock (harness) most = Math.Max(most, ++working);
            await Task.Yield();
            lock (harness) working--;
            return Reply.Text(
                ask.Format == "claims" ? Claims(ask.Agent, ask.Agent == "ann" ? ["one", "two", "three", "four"] : []) : "made");
        };

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task MaxTokens_EndTheRunOnTheWayAndARetryGoesOn()
    {
        // Each answer costs fifteen: two claims and two responses are sixty.
        await using var harness = await ServeAsync(Team("hero", "ann ben", maxRounds: 1, onStalemate: "first")
            .Limit(limits => limits with { MaxTokens = 60 }));
        Holding(harness, "ann", "ben").With("ann", Reply.Text("HERO")).With("leader", Reply.Text("done"));

        var stopped = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "maxTokens"), (stopped.Status, stopped.Error!.Code));
        var run = await harness.RetryAsync(stopped.RunId);

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Equal("ann:3 ben:2 leader:1", harness.Chat.Counts);
    }

    [Fact]
    public async Task MemberTimeout_OfAParty_IsThatPartysFailure()
    {
        await using var harness = await ServeAsync(
            Team("hero", "ann ben").TellingLeader()
                .Limit(limits => limits with { MemberTimeout = TimeSpan.FromMilliseconds(200) }));
        var never = new TaskCompletionSource<Microsoft.Extensions.AI.ChatResponse>();
        Script.For(harness.Chat).WithWaiting("ann", _ => never.Task)
            .With("ben", Reply.Text(Claims("ben", "hero")), Reply.Text("HERO")).With("leader", Reply.Text("done"));

        var run = await harness.RunAsync("Go");
        never.TrySetCanceled();

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Equal("memberTimeout", run.Members.Single(member => member.MemberId == "ann").Error!.Code);
    }

    [Fact]
    public async Task Cancel_InARound_EndsItAndTheSpecificationStaysAsItWas()
    {
        await using var harness = await ServeAsync(Team("hero", "ann ben"));
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource<Microsoft.Extensions.AI.ChatResponse>();
        Holding(harness, "ann").With("ben", Reply.Text(Claims("ben", "hero"))).WithWaiting("ben", _ =>
        {
            asked.TrySetResult();
            return never.Task;
        });
        var runId = await harness.StartAsync("Go");
        await asked.Task.WaitAsync(Wait.Deadline);

        await harness.CancelAsync(runId);
        var run = await harness.RestAsync(runId);
        never.TrySetCanceled();

        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.DoesNotContain("NegotiationRound 1", await StoryAsync(harness, runId));
    }

    [Fact]
    public async Task Fork_BeforeTheFreeze_NegotiatesAnewAndAfterIt_KeepsTheSpecification()
    {
        await using var harness = await ServeAsync(Team("hero", "ann ben", maxRounds: 1));
        // The leader rules for another party each time that it is asked.
        Holding(harness, "ann", "ben").With("ann", Reply.Text("by ann"), Reply.Text("by ann again"))
            .With("ben", Reply.Text("by ben"))
            .With("leader", Reply.Text(Rulings("hero ann")), Reply.Text(ask => ask.Last), Reply.Text(ask => ask.Last),
                Reply.Text(Rulings("hero ben")), Reply.Text(ask => ask.Last));
        var run = await harness.RunAsync("Go");
        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        var events = await harness.EventsAsync(run.RunId);

        var after = await harness.ForkAsync(run.RunId, events.First(item => item.Type == RunEventTypes.SpecFrozen).Sequence);
        var before = await harness.ForkAsync(
            run.RunId, events.First(item => item.Type == RunEventTypes.NegotiationRound).Sequence);

        Assert.Equal((RunStatus.Completed, RunStatus.Completed), (after.Status, before.Status));
        Assert.Contains("by ann again", after.Output!.Text, StringComparison.Ordinal);
        Assert.Contains("by ben", before.Output!.Text, StringComparison.Ordinal);
        Assert.Equal("ann:4 ben:3 leader:5", harness.Chat.Counts);
        Assert.Contains("SectionSettled hero ben ruling 1", await StoryAsync(harness, before.RunId));
    }
}
