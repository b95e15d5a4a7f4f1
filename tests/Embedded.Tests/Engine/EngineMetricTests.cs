using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Services.Decisions;
using DurableTeams.Sqlite.Engine;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Engine;

public sealed class EngineMetricTests
{
    [Fact]
    public async Task Gauges_ActivitiesRunAndWait_TellHowMany()
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var fixture = new EngineFixture(
            registry =>
            {
                registry.AddOrchestratorFunc<string, string>(
                    "Waits", (context, input) => context.CallActivityAsync<string>("Work", input));
                registry.AddActivityFunc<string, string>("Work", (_, _) => answer.Task);
            },
            new EngineOptions { MaxConcurrentActivities = 1 });
        for (var i = 0; i < 3; i++) await fixture.StartAsync("Waits", $"w{i}", "go");
        await Wait.UntilAsync(() => fixture.Engine.Load.WaitingActivities == 2);

        Assert.Equal(1, Observe(fixture.Engine, "durableteams.engine.activities.running"));
        Assert.Equal(2, Observe(fixture.Engine, "durableteams.engine.activities.waiting"));
        Assert.Equal(3, Observe(fixture.Engine, "durableteams.engine.instances.live"));
        Assert.Equal(0, Observe(fixture.Engine, "durableteams.engine.dead_letters"));
        await fixture.Database.WriteAsync(session => session.Statement("UPDATE instances SET poison = 'no' WHERE id = 'w1'")
            .Execute());
        Assert.Equal(1, Observe(fixture.Engine, "durableteams.engine.dead_letters"));

        answer.SetResult("done");
        await fixture.EndOfAsync("w0");
        await fixture.Engine.StopAsync();
        Assert.Null(Observe(fixture.Engine, "durableteams.engine.activities.running"));
    }

    [Fact]
    public async Task CommitDuration_EachCommit_IsOneMeasurement()
    {
        await using var fixture = new EngineFixture(_ => { });
        var times = new ConcurrentQueue<double>();
        using var listener = Listener(fixture.Database, "durableteams.engine.commit.duration");
        listener.SetMeasurementEventCallback<double>((_, time, _, _) => times.Enqueue(time));
        listener.Start();
        var before = fixture.Database.Statistics.Commits;
        await fixture.Database.WriteAsync(session => session.Statement("UPDATE instances SET poison = NULL").Execute());

        Assert.Equal(fixture.Database.Statistics.Commits - before, times.Count);
        Assert.All(times, time => Assert.True(time > 0));
    }

    [Fact]
    public async Task OldestApproval_TwoArePending_IsTheAgeOfTheFirst()
    {
        var time = new FakeTimeProvider();
        await using var api = new HostOf(new ApiHost { Time = time });
        await api.Host.InitializeAsync();
        Assert.Equal(0, await AgeAsync());
        var first = await api.Host.Store.PausedAsync(await api.Host.StartAsync(), change: CreatedNow);
        time.Jump(TimeSpan.FromHours(1));
        await api.Host.Store.PausedAsync(await api.Host.StartAsync(), change: CreatedNow);
        Assert.Equal(3_600, await AgeAsync());

        await api.Host.Store.DecideAsync(RunIds.RunOf(first), [new DecisionRecord(first, "approve", time.GetUtcNow())]);
        Assert.Equal(0, await AgeAsync());

        RequirementRecord CreatedNow(RequirementRecord requirement) => requirement with { CreatedAt = time.GetUtcNow() };

        async Task<double> AgeAsync()
        {
            // Looked up where somebody listens, by the rounds of redelivery.
            using var age = new OldestPendingMetric(api.Host.Store, time);
            using var listener = Listener(age, "durableteams.approvals.oldest_pending.age");
            listener.Start();
            await age.LookAsync();
            return Observe(age, "durableteams.approvals.oldest_pending.age")!.Value;
        }
    }

    private static double? Observe(object scope, string name)
    {
        double? seen = null;
        using var listener = Listener(scope, name);
        listener.SetMeasurementEventCallback<int>((_, number, _, _) => seen = number);
        listener.SetMeasurementEventCallback<double>((_, number, _, _) => seen = number);
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }

    private static MeterListener Listener(object scope, string name) => new()
    {
        InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "DurableTeams" && instrument.Meter.Scope == scope && instrument.Name == name)
                listener.EnableMeasurementEvents(instrument);
        },
    };

    private sealed class HostOf(ApiHost host) : IAsyncDisposable
    {
        public ApiHost Host => host;

        public async ValueTask DisposeAsync() => await host.DisposeAsync();
    }
}
