using DurableTeams.Embedded.Hosting;
using DurableTeams.Storage;

namespace DurableTeams.Embedded.Tests.Hosting;

public sealed class IdleWatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly ApiHost _api = new();
    private readonly JumpingTime _time = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Wait_NothingRuns_ReturnsAfterTheTime()
    {
        var start = _time.GetUtcNow();
        await IdleWatch.WaitAsync(_api.Store, Idle, _time, CancellationToken.None);
        Assert.InRange(_time.GetUtcNow() - start, Idle, Idle * 1.2);
    }

    [Fact]
    public async Task Wait_OnlyPausedRuns_Returns()
    {
        await _api.Store.PausedAsync(await _api.StartAsync());
        await IdleWatch.WaitAsync(_api.Store, Idle, _time, CancellationToken.None);
    }

    [Fact]
    public async Task Wait_RunGoing_WaitsUntilItEndedThatLongAgo()
    {
        var runId = await _api.StartAsync();
        await _api.Store.RunningAsync(runId);
        var start = _time.GetUtcNow();
        var looks = 0;
        _time.Jumped = () =>
        {
            if (++looks == 50) _api.Store.EndedAsync(runId).GetAwaiter().GetResult();
        };

        await IdleWatch.WaitAsync(_api.Store, Idle, _time, CancellationToken.None);

        Assert.True(_time.GetUtcNow() - start >= Idle * 5);
    }
}
