using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Telemetry.Export;

/// <summary>Reads runs, emits their due spans, and records the cursors, batch by batch.</summary>
internal sealed partial class SpanBatches(
    SpanExportOptions options, TraceReader reader, ITraceCursors cursors, ISpanDelivery delivery, MessageContent? content,
    OrphanSpans orphans, ILogger<SpanBatches> logger)
{
    private const int MaxText = 4 * 1024 * 1024;

    private readonly Dictionary<string, long> _reached = new(StringComparer.Ordinal);
    private int _spans;
    private long _text;

    /// <summary>Exports the due spans of these runs, and removes from the ranges what was accepted.</summary>
    /// <returns>False as soon as something was not accepted.</returns>
    public async Task<bool> ExportAsync(
        Dictionary<string, SequenceRanges> runs, IReadOnlyList<RunChange> orphaned, CancellationToken cancellationToken)
    {
        Begin();
        foreach (var change in orphaned) _spans += orphans.Emit(change);
        foreach (var (runId, told) in runs.ToArray())
        {
            if (cursors.DueEvents(runId, told) is not { } due || await ReadAsync(runId, cancellationToken) is not { } trace)
                continue;
            orphans.Remember(trace.Run);
            SpanView[] spans = [.. trace.Spans.Where(span => span.EndSequence is { } end && due.Contains(end))
                .OrderBy(span => span.EndSequence)];
            var words = content is null || spans.Length == 0 ? null : await content.OfAsync(trace.Run, spans, cancellationToken);
            var last = 0L;
            foreach (var span in spans)
            {
                // Only between two events is there a cursor that says how far the export came.
                if (span.EndSequence > last && IsFull)
                {
                    _reached[runId] = last;
                    if (!await DeliverAsync(runs, cancellationToken)) return false;
                }

                last = span.EndSequence!.Value;
                Emit(trace.Run, span, words?.GetValueOrDefault(span.SpanId));
            }

            _reached[runId] = trace.LastSequence;
            if (IsFull && !await DeliverAsync(runs, cancellationToken)) return false;
        }

        return await DeliverAsync(runs, cancellationToken);
    }

    private bool IsFull => _spans >= options.SpansInBatch || _text >= MaxText;

    private void Begin()
    {
        _reached.Clear();
        (_spans, _text) = (0, 0);
    }

    private void Emit(RunRecord run, SpanView span, Dictionary<string, object>? words)
    {
        SpanEmitter.Emit(run, span, words);
        _spans++;
        if (words is not null) _text += words.Values.Sum(text => text is string { Length: var length } ? length : 0);
    }

    private async Task<bool> DeliverAsync(Dictionary<string, SequenceRanges> runs, CancellationToken cancellationToken)
    {
        if (_spans > 0 && !await delivery.DeliverAsync()) return false;
        // At once: what is accepted and not recorded is exported again after a crash.
        if (_reached.Count > 0) await cursors.AdvanceAsync(_reached, cancellationToken);
        foreach (var (runId, last) in _reached)
        {
            if (!runs[runId].CutUpTo(last)) runs.Remove(runId);
        }

        Begin();
        return true;
    }

    private async Task<RunTrace?> ReadAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(runId, cancellationToken);
        }
        catch (Exception exception) when (exception is not (StoreUnavailableException or OperationCanceledException))
        {
            // A run that cannot be read must not hold back the spans of all other runs.
            LogUnreadable(exception, runId);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The spans of run {RunId} cannot be read")]
    private partial void LogUnreadable(Exception exception, string runId);
}
