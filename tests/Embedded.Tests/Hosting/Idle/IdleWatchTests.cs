using DurableTeams.Contracts;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Sqlite.Engine;
using DurableTeams.Sqlite.Hosting;
using DurableTeams.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Hosting.Idle;

/// <summary>What the store holds back, over an engine that runs nothing.</summary>
public sealed class IdleWatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Exit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Ceiling = TimeSpan.FromHours(1);

    private readonly ApiHost _api;
    private readonly FakeTimeProvider _time = new();
    private IdleWatch _watch = null!;

    public IdleWatchTests() => _api = new ApiHost { Time = _time };

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _watch = _api.Host.Services.GetRequiredService<IdleExit>().Watch(new IdleLimits(Exit, Ceiling));
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task CanEnd_NothingRuns_AfterTheTimeAndNotBefore()
    {
        _time.Jump(Exit - TimeSpan.FromMinutes(1));
        Assert.False(await _watch.CanEndAsync());
        _time.Jump(TimeSpan.FromMinutes(1));
        Assert.True(await _watch.CanEndAsync());
    }

    [Fact]
    public async Task Wait_TimeIsUp_Returns()
    {
        var waiting = _api.Host.Services.GetRequiredService<IdleExit>().Watch(new IdleLimits(TimeSpan.FromMilliseconds(1), Ceiling))
            .WaitAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task CanEnd_RunIsPaused_True()
    {
        await _api.Store.PausedAsync(await _api.StartAsync());
        _time.Jump(Exit);
        Assert.True(await _watch.CanEndAsync());
    }

    [Fact]
    public async Task CanEnd_RunWaitsToBeScheduled_OnlyAtTheCeiling()
    {
        await _api.StartAsync();
        _time.Jump(Exit);
        Assert.False(await _watch.CanEndAsync());
        _time.Jump(Ceiling);
        Assert.True(await _watch.CanEndAsync());
    }

    [Fact]
    public async Task CanEnd_DecisionNotDelivered_FalseUntilItIs()
    {
        var runId = await _api.StartAsync();
        var requirement = await _api.Store.PausedAsync(runId);
        var (status, _) = await _api.PostAsync($"approvals/{requirement}/resolve", """{"decision":"approve"}""");
        Assert.Equal(200, status);
        _time.Jump(Exit);
        Assert.False(await _watch.CanEndAsync());

        await _api.Store.CommitAsync(new RunChange(runId, _time.GetUtcNow()) { Delivered = [requirement] });
        _time.Jump(Exit);
        Assert.True(await _watch.CanEndAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CanEnd_InstanceThatDoesNotHeedItsEnd_IsToldOnceAndLeft(bool refuses)
    {
        var client = new RecordingClient { Failure = refuses ? new InvalidOperationException("set aside") : null };
        var engine = new IdleEngine(client) { Outlook = new IdleForecast(0, null, ["r.1"]) };
        var watch = new IdleWatch(engine, _api.Store, new IdleLimits(Exit, Ceiling), _time, NullLogger.Instance);
        _time.Jump(Ceiling);
        Assert.False(await watch.CanEndAsync());
        _time.Jump(Exit);
        Assert.True(await watch.CanEndAsync());
        Assert.Equal(
            refuses ? [] : [("r.1", RunSignals.TimeUp)], client.Raised.Select(raised => (raised.InstanceId, raised.EventName)));
    }

    [Fact]
    public async Task CanEnd_RunWithoutAnOrchestration_DoesNotKeepIt()
    {
        await _api.Store.RunningAsync(await _api.StartAsync());
        _time.Jump(Exit);
        Assert.True(await _watch.CanEndAsync());
    }
}
