using DurableTeams.Functions.Hosting;
using DurableTeams.Runs.Activities;
using DurableTeams.Storage.Ids;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Functions.Tests;

public sealed class ActivityDrainTests
{
    [Fact]
    public async Task Stop_WhileWorkGoesOnBesideAStepThatAnswered_WaitsForIt()
    {
        var work = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var early = new EarlyStepAnswers(
            new EngineTraits { HoldsForActivities = true }, null!, TimeProvider.System, NullLogger<EarlyStepAnswers>.Instance);
        await early.AnswerAsync(
            new AgentRef("r.1", "team", "s", "v", "one"), Task.CompletedTask, () => work.Task, why => why.ToString());

        var stopped = new ActivityDrain(early).StopAsync(CancellationToken.None);
        Assert.False(stopped.IsCompleted);
        work.SetResult("late");
        await early.DoneAsync();

        await stopped;
    }
}
