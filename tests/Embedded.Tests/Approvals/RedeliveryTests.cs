using System.Diagnostics.Metrics;
using DurableTeams.Contracts;
using DurableTeams.Runs.Remote;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Services.Work;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Approvals;

public sealed class RedeliveryTests : IAsyncLifetime
{
    private readonly Inbox _inbox = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _inbox.DisposeAsync();

    [Fact]
    public async Task Run_StoredButNeverScheduled_IsScheduled()
    {
        await _inbox.RunAsync("r1");
        await _inbox.Get<OutboxRelay>().RunAsync(_inbox.Client);
        Assert.Equal(["r1"], _inbox.Client.Scheduled.Select(scheduled => scheduled.InstanceId));
    }

    [Fact]
    public async Task Run_SomebodyListensForTheOldestQuestion_LooksItUp()
    {
        await _inbox.PausedAsync("r1");
        using var age = new OldestPendingMetric(_inbox.Store, TimeProvider.System);
        var redelivery = new OutboxRelay(
            _inbox.Store, _inbox.Get<RunScheduler>(), _inbox.Get<DecisionSignals>(), _inbox.Get<WorkNotices>(),
            _inbox.Get<WorkAlarm>(),
            _inbox.Get<WorkMetrics>(), age, TimeProvider.System,
            NullLogger<OutboxRelay>.Instance);
        double? seen = null;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Scope == age) listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, number, _, _) => seen = number);
        listener.Start();

        await redelivery.RunAsync(_inbox.Client);
        listener.RecordObservableInstruments();

        Assert.NotNull(seen);
    }

    [Fact]
    public async Task Run_CancelWishNotDelivered_IsRaisedAgain()
    {
        await _inbox.PausedAsync("r1");
        await _inbox.Store.RequestCancelAsync("r1", "no need", DateTimeOffset.UtcNow);
        await _inbox.Get<OutboxRelay>().RunAsync(_inbox.Client);
        Assert.Equal(("r1", RunSignals.Cancel, "no need"), Assert.Single(_inbox.Client.Raised));
        Assert.Empty(_inbox.Client.Scheduled);
    }

    [Fact]
    public async Task Run_PendingAndCancelled_IsScheduledThenCancelled()
    {
        await _inbox.RunAsync("r1");
        await _inbox.Store.RequestCancelAsync("r1", null, DateTimeOffset.UtcNow);
        await _inbox.Get<OutboxRelay>().RunAsync(_inbox.Client);
        Assert.Equal(["r1"], _inbox.Client.Scheduled.Select(scheduled => scheduled.InstanceId));
        Assert.Equal(("r1", RunSignals.Cancel, null), Assert.Single(_inbox.Client.Raised));
    }

    [Fact]
    public async Task Run_DecisionNotDelivered_IsRaisedUntilItIs()
    {
        var id = await _inbox.PausedAsync("r1");
        await _inbox.Store.DecideAsync("r1", [new DecisionRecord(id, "approve", DateTimeOffset.UtcNow)]);
        var redelivery = _inbox.Get<OutboxRelay>();

        await redelivery.RunAsync(_inbox.Client);
        await redelivery.RunAsync(_inbox.Client);
        Assert.Equal(2, _inbox.Client.Raised.Count);

        await _inbox.Store.CommitAsync(new RunChange("r1", DateTimeOffset.UtcNow) { Delivered = [id] });
        await redelivery.RunAsync(_inbox.Client);
        Assert.Equal(2, _inbox.Client.Raised.Count);
    }

    [Fact]
    public async Task Run_DecisionOfAFinishedRun_IsMarkedDeliveredNotRaised()
    {
        var id = await _inbox.PausedAsync("r1");
        await _inbox.Store.DecideAsync("r1", [new DecisionRecord(id, "approve", DateTimeOffset.UtcNow)]);
        await _inbox.EndAsync("r1");

        await _inbox.Get<OutboxRelay>().RunAsync(_inbox.Client);

        Assert.Empty(_inbox.Client.Raised);
        Assert.Empty(await _inbox.Store.ListUndeliveredDecisionsAsync());
    }

    [Fact]
    public async Task Run_OneInstanceBroken_TheOthersAreDelivered()
    {
        await _inbox.RunAsync("r1");
        await _inbox.RunAsync("r2");
        var id = await _inbox.PausedAsync("r3");
        await _inbox.Store.DecideAsync("r3", [new DecisionRecord(id, "approve", DateTimeOffset.UtcNow)]);
        _inbox.Client.Broken.Add("r1");

        await _inbox.Get<OutboxRelay>().RunAsync(_inbox.Client);

        Assert.Equal(["r2"], _inbox.Client.Scheduled.Select(scheduled => scheduled.InstanceId));
        Assert.Single(_inbox.Client.Raised);
    }
}
