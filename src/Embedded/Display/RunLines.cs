using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry.Export;

namespace DurableTeams.Embedded.Display;

/// <summary>
/// Writes a line for each event of the host's runs, once the event is durable. It never holds up a run: what does not fit in its
/// queue or its budget of lines is counted, and a line says how many events were not shown.
/// </summary>
/// <param name="output">Where lines go, each at once.</param>
/// <param name="write">Makes the line of an event; null for an event that has none.</param>
/// <param name="skipped">Makes the line that says how many events were not shown.</param>
/// <param name="time">The clock of the budget.</param>
internal sealed class RunLines(
    TextWriter output, Func<EventLine, RunFacts?, string?> write, Func<long, string> skipped, TimeProvider time)
    : IRunFeed, IAsyncDisposable
{
    /// <summary>The lines a second, and as many at once.</summary>
    public const int LinesPerSecond = 100;

    private const int MaxWaiting = 1_000;
    private static readonly TimeSpan LastLines = TimeSpan.FromSeconds(1);

    private readonly Channel<Range> _ranges = Channel.CreateBounded<Range>(new BoundedChannelOptions(MaxWaiting)
    {
        SingleReader = true,
        // TryWrite says whether there was room.
        FullMode = BoundedChannelFullMode.Wait,
    });

    private readonly LineBudget _budget = new(LinesPerSecond, time);
    private Task _writing = Task.CompletedTask;
    private long _skipped;

    /// <summary>Begins to write. What was committed before is written first.</summary>
    public void Start(IRunStore store) => _writing = Task.Run(() => WriteAsync(store));

    /// <inheritdoc/>
    public void Committed(string runId, long after, long last, bool ended)
    {
        if (!_ranges.Writer.TryWrite(new Range(runId, after, last))) Interlocked.Add(ref _skipped, last - after);
    }

    /// <inheritdoc/>
    public void Orphaned(RunChange change)
    {
        // Nothing was written.
    }

    /// <summary>Writes what is left, for a second at most: a reader that stopped reading must not keep the host.</summary>
    public async ValueTask DisposeAsync()
    {
        _ranges.Writer.TryComplete();
        await Task.WhenAny(_writing, Task.Delay(LastLines));
    }

    private async Task WriteAsync(IRunStore store)
    {
        try
        {
            Task<bool> more;
            do
            {
                while (_ranges.Reader.TryRead(out var range)) await WriteAsync(store, range);
                more = _ranges.Reader.WaitToReadAsync().AsTask();
                if (Interlocked.Read(ref _skipped) == 0 || !await IsQuietAsync(more)) continue;
                await TellSkippedAsync();
            }
            while (await more);

            await TellSkippedAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Nobody reads any more. What is committed from now on is counted and not kept.
            _ranges.Writer.TryComplete();
        }
    }

    // The budget is whole again in a second.
    private async Task<bool> IsQuietAsync(Task<bool> more) =>
        await Task.WhenAny(more, Task.Delay(TimeSpan.FromSeconds(1), time)) != more;

    private async Task WriteAsync(IRunStore store, Range range)
    {
        if (!_budget.Allows)
        {
            Interlocked.Add(ref _skipped, range.Last - range.After);
            return;
        }

        await TellSkippedAsync();
        try
        {
            var count = (int)Math.Min(range.Last - range.After, LinesPerSecond);
            var after = range.After;
            foreach (var item in await store.ListEventsAsync(range.RunId, after, count, CancellationToken.None))
            {
                // What a fork shares happened before, in another run.
                if (item.Sequence <= after) continue;
                if (item.Type == RunEventTypes.RunStarted && item.Data is { } data)
                    after = data.Member("forkOf").Number("sequence") ?? after;
                await WriteAsync(store, item);
            }

            if (range.Last - range.After > count) Interlocked.Add(ref _skipped, range.Last - range.After - count);
        }
        catch (StoreUnavailableException)
        {
            Interlocked.Add(ref _skipped, range.Last - range.After);
        }
    }

    private async Task WriteAsync(IRunStore store, RunEvent item)
    {
        var line = new EventLine(item.Type, item.RunId, item.MemberId, item.At, item.Data ?? default);
        if (write(line, await FactsAsync(store, item)) is not { } text) return;
        await output.WriteLineAsync(text);
        _budget.Spend();
    }

    private static async Task<RunFacts?> FactsAsync(IRunStore store, RunEvent item)
    {
        if (item.MemberId is not null || await store.FindRunAsync(item.RunId) is not { } run) return null;
        var ended = item.Type is RunEventTypes.RunCompleted or RunEventTypes.RunFailed or RunEventTypes.RunCancelled;
        long? tokens = ended
            ? (await store.ListMemberRunsAsync(item.RunId)).Sum(member => member.Usage.InputTokens + member.Usage.OutputTokens)
            : null;
        return new RunFacts(run.TeamId, run.Input, ended ? item.At - run.CreatedAt : null, tokens);
    }

    private async Task TellSkippedAsync()
    {
        if (Interlocked.Exchange(ref _skipped, 0) is var count and > 0) await output.WriteLineAsync(skipped(count));
    }

    private readonly record struct Range(string RunId, long After, long Last);
}
