using DurableTeams.Definitions;
using DurableTeams.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Telemetry.Export;

/// <summary>
/// Exports the spans of runs, each once, when it has ended. Reads the runs with new commits, emits the spans that the new
/// events ended, and records the cursors once the spans were accepted. Runs neither wait for the export nor fail with it.
/// </summary>
internal sealed partial class SpanExport : IAsyncDisposable
{
    private readonly SpanExportOptions _options;
    private readonly WaitingRuns _waiting;
    private readonly ITraceCursors _cursors;
    private readonly SpanBatches _batches;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private Task _loop = Task.CompletedTask;
    private bool _begun;
    private int _failures;

    internal SpanExport(
        SpanExportOptions options, WaitingRuns waiting, ITraceCursors cursors, SpanBatches batches, ILogger<SpanExport> logger) =>
        (_options, _waiting, _cursors, _batches, _logger) = (options, waiting, cursors, batches, logger);

    /// <summary>Makes the export.</summary>
    /// <param name="services">The host's services: the store, the teams, the loggers.</param>
    /// <param name="options">The options.</param>
    /// <param name="waiting">Receives the commits of the store.</param>
    /// <param name="cursors">The cursors.</param>
    /// <param name="delivery">Delivers the spans.</param>
    public static SpanExport Create(
        IServiceProvider services, SpanExportOptions options, WaitingRuns waiting, ITraceCursors cursors, ISpanDelivery delivery)
    {
        var (store, loggers) = (services.GetRequiredService<IRunStore>(), services.GetRequiredService<ILoggerFactory>());
        var reader = new TraceReader(store, services.GetRequiredService<ITeamCatalog>());
        var batches = new SpanBatches(
            options, reader, cursors, delivery, options.CapturesContent ? new MessageContent(store) : null,
            new OrphanSpans(loggers.CreateLogger<OrphanSpans>()), loggers.CreateLogger<SpanBatches>());
        return new SpanExport(options, waiting, cursors, batches, loggers.CreateLogger<SpanExport>());
    }

    /// <summary>
    /// Starts, with what is left from before, and before runs go on. Where nobody listens yet nothing is read until somebody
    /// does.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (SpanSource.IsListenedTo) await BeginAsync(cancellationToken);
        // The spans do not belong to the activity of the caller.
        using var apart = ExecutionContext.SuppressFlow();
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Exports what there is, at most for this time, and ends.</summary>
    public async Task StopAsync(TimeSpan atMost)
    {
        if (_abandon.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _loop.WaitAsync(atMost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _abandon.CancelAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _stop.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_begun) return;
        await _cursors.BeginAsync(cancellationToken);
        _begun = true;
    }

    private async Task RunAsync()
    {
        if (!SpanSource.IsListenedTo)
        {
            await _waiting.Arrived.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!SpanSource.IsListenedTo) return;
        }

        while (!_stop.IsCancellationRequested)
        {
            var (worked, next) = await PassAsync(all: false);
            if (!worked) next = Pause(Math.Min(_failures, 16));
            var idle = worked && next == Timeout.InfiniteTimeSpan;
            await (idle ? _waiting.Arrived.WaitAsync(_stop.Token) : Task.Delay(next, _stop.Token)).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing);
        }

        while (!_abandon.IsCancellationRequested)
        {
            if (await PassAsync(all: true) is { Worked: false } or { Next: { Ticks: < 0 } }) return;
        }
    }

    /// <returns>Whether everything was accepted, and when there is more to do; an infinite time waits for new
    /// commits.</returns>
    private async Task<(bool Worked, TimeSpan Next)> PassAsync(bool all)
    {
        // While nothing is accepted, one run is enough to see when that changes.
        var limit = _failures == 0 ? _options.RunsInPass : 1;
        var (runs, next) = _waiting.Take(all, limit);
        var orphans = _waiting.TakeOrphans();
        if (_waiting.TakeOverflow()) Overflowed();
        var taken = false;
        try
        {
            await BeginAsync(_abandon.Token);
            if (runs.Count < limit)
            {
                foreach (var behind in _cursors.NextUnexported(limit - runs.Count)) runs.TryAdd(behind, new SequenceRanges());
            }

            if (runs.Count == 0 && orphans.Length == 0)
                return (true, _waiting.Arrived.IsCompleted ? next : Timeout.InfiniteTimeSpan);
            taken = await _batches.ExportAsync(runs, orphans, _abandon.Token);
        }
        catch (Exception exception)
        {
            // Deliberately everything: a failure of the export must not reach the runs. A failure of the store is reported
            // where the store is used.
            LogTrouble(exception);
        }

        if (taken) Worked();
        else Failed(runs, orphans);
        return (taken, TimeSpan.Zero);
    }

    private void Worked()
    {
        if (_failures > 0) LogWorks(_failures);
        _failures = 0;
    }

    private void Failed(Dictionary<string, SequenceRanges> runs, RunChange[] orphans)
    {
        if (_failures++ == 0) LogFails(_cursors.IsDurable ? "kept and" : "kept while there is room, and");
        if (_cursors.IsDurable)
        {
            runs.Clear();
            _cursors.Rewind();
        }

        _waiting.Return(runs, orphans);
    }

    private void Overflowed()
    {
        if (_cursors.IsDurable) _cursors.Rewind();
        else LogLost(_options.MaxWaiting);
    }

    private TimeSpan Pause(int failures)
    {
        var pause = _options.Backoff * Math.Pow(2, failures - 1);
        return pause < _options.MaxBackoff ? pause : _options.MaxBackoff;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Spans cannot be exported; they are {How} tried again. The next message comes when the export works again")]
    private partial void LogFails(string how);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Spans are exported again, after {Failures} failures")]
    private partial void LogWorks(int failures);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "More than {Count} runs wait for their spans to be exported; the spans of further runs are lost")]
    private partial void LogLost(int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A pass over the runs with new spans failed")]
    private partial void LogTrouble(Exception exception);
}
