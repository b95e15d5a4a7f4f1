using DurableTeams.Sqlite.Engine;
using DurableTeams.Sqlite.Engine.Activities;
using DurableTeams.Sqlite.Engine.Sequencing;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Engine;

public sealed class ActivityDispatcherTests
{
    [Fact]
    public async Task Dispatch_SameActivityWhileItRuns_RunsItOnce()
    {
        var (calls, answers) = (0, 0);
        var release = new TaskCompletionSource();
        var registry = new DurableTaskRegistry().AddActivityFunc("Slow", async Task (TaskActivityContext _) =>
        {
            Interlocked.Increment(ref calls);
            await release.Task;
        });
        await using var services = new ServiceCollection().BuildServiceProvider();
        var dispatcher = new ActivityDispatcher(
            new EngineOptions(), new ActivityCatalog(registry), services, (_, _) => Interlocked.Increment(ref answers));
        // As a start would that reads what is to run while the sequencer already runs it.
        dispatcher.Dispatch(Slow(id: 0));
        dispatcher.Dispatch(Slow(id: 0));
        dispatcher.Dispatch(Slow(id: 1));
        release.SetResult();
        await Wait.UntilAsync(() => dispatcher.Load.Running == 0);
        Assert.Equal((2, 2), (calls, answers));
    }

    [Fact]
    public async Task Dispatch_SameActivityAfterItsAnswer_RunsItAgain()
    {
        var answers = 0;
        var registry = new DurableTaskRegistry().AddActivityFunc<int>("Slow", _ => 1);
        await using var services = new ServiceCollection().BuildServiceProvider();
        var dispatcher = new ActivityDispatcher(
            new EngineOptions(), new ActivityCatalog(registry), services, (_, _) => Interlocked.Increment(ref answers));
        for (var time = 1; time <= 2; time++)
        {
            dispatcher.Dispatch(Slow(id: 0));
            await Wait.UntilAsync(() => Volatile.Read(ref answers) == time);
        }
    }

    private static TaskRow Slow(int id) => new(1, "i", 0, id, "Slow", null, null);
}
