using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class DialecticTests
{
    [Fact]
    public async Task Run_WithoutPhases_EachSeesWhatItIsToWorkOn()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Dialectic());
        Script.For(harness.Chat).With("pro", Reply.Text("thesis")).With("con", Reply.Text("antithesis"))
            .With("syn", Reply.Text("synthesis"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, "synthesis"), (run.Status, run.Output!.Text));
        Assert.Equal(["pro", "con", "syn"], harness.Chat.Asked.Select(ask => ask.Agent));
        Assert.Equal(
            [
                "user: Go\n\nMake your proposal.",
                "user: Go\n\npro:\nthesis\n\nCriticise this proposal: what is wrong with it, what is missing, what would be "
                    + "better.",
                "user: Go\n\npro:\nthesis\n\ncon:\nantithesis\n\nReconcile the proposal and the critique into one answer.",
            ],
            harness.Chat.Asked.Select(ask => Assert.Single(ask.Said).ReplaceLineEndings("\n")));
        Assert.All(harness.Chat.Asked, ask => Assert.DoesNotContain("phase", ask.System, StringComparison.Ordinal));
        Assert.Contains("Your position: synthesizer.", harness.Chat.Asked[2].System, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CriticFails_TheProposalStaysAndTheRetryGoesOnThere()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Dialectic());
        Script.For(harness.Chat).With("pro", Reply.Text("thesis")).With("con", Reply.Failure, Reply.Text("antithesis"))
            .With("syn", Reply.Text("synthesis"));

        var failed = await harness.RunAsync("Go");
        Assert.Equal("con", failed.Error!.MemberId);
        Assert.Equal("thesis", failed.Members[0].Output);
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal(
            (RunStatus.Completed, "synthesis", "con:2 pro:1 syn:1"), (run.Status, run.Output!.Text, harness.Chat.Counts));
    }
}
