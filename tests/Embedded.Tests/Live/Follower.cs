using System.Collections.Concurrent;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Live;
using DurableTeams.Services.Events;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Live;

/// <summary>Follows a run in the background, and writes down what it is told: a line for each delta and each event.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _goes = new(1, 1);
    private readonly Task _reading;

    private Follower(IServiceProvider services, string runId, long after, EventParts parts) =>
        _reading = ReadAsync(services.GetRequiredService<RunFollower>().FollowAsync(runId, after, parts, _stop.Token));

    /// <summary>What was told.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>The words that were told, one after the other.</summary>
    public string Words => string.Concat(_lines.Where(line => line.StartsWith("Content", StringComparison.Ordinal))
        .Select(line => line.Split('|')[^1]));

    public IReadOnlyList<RunEvent> Events => [.. _events];

    private readonly ConcurrentQueue<RunEvent> _events = new();

    public static Follower Of(RunHarness harness, string runId, long after = 0, EventParts parts = EventParts.All) =>
        new(harness.Services, runId, after, parts);

    /// <summary>Waits until a line is there that ends so.</summary>
    public Task UntilAsync(string end) => Wait.UntilAsync(
        $"'{end}' in:\n{string.Join('\n', _lines)}", () => _lines.Any(line => line.EndsWith(end, StringComparison.Ordinal)));

    /// <summary>Reads no more until <see cref="GoOn"/>.</summary>
    public Task HoldAsync() => _goes.WaitAsync();

    public void GoOn() => _goes.Release();

    public async Task EndAsync() => await Wait.ThatAsync("the run's events end", EndedAsync());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _goes.Dispose();
    }

    private async Task<bool> EndedAsync()
    {
        await _reading;
        return true;
    }

    private async Task ReadAsync(IAsyncEnumerable<FollowedEvents> happened)
    {
        await foreach (var (deltas, events) in happened)
        {
            await _goes.WaitAsync();
            foreach (var delta in deltas) _lines.Enqueue(Line(delta));
            foreach (var item in events)
            {
                _events.Enqueue(item);
                _lines.Enqueue($"{item.Sequence} {item.Type}");
            }

            _goes.Release();
        }
    }

    private static string Line(LiveDelta delta) =>
        $"{delta.Type} {delta.MemberId ?? "leader"} t{delta.Data.Turn} a{delta.Data.Attempt} @{delta.Data.Offset}"
            + (delta.Data.Index is { } index ? $" #{index} {delta.Data.CallId} {delta.Data.Name}" : "") + $"|{delta.Data.Text}";
}
