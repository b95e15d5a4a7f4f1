using System.Diagnostics;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>
/// Tells those who are called which span calls them: requests to tools and model providers carry a W3C <c>traceparent</c>
/// with the run's trace and the call's span, the same in every process and on every attempt.
/// </summary>
public sealed class OutgoingTrace(IRunStore store)
{
    private const int Most = 4_096;
    private static readonly AsyncLocal<Call?> s_current = new();

    private readonly Lock _gate = new();
    private Dictionary<string, (string TraceId, ActivityTraceFlags Flags)> _young = new(StringComparer.Ordinal);
    private Dictionary<string, (string TraceId, ActivityTraceFlags Flags)> _old = new(StringComparer.Ordinal);

    /// <summary>From here on, in the calling method and what it calls, requests are this span's.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="spanId">The span, see <see cref="SpanIds"/>.</param>
    public void Begin(string runId, string spanId) => s_current.Value = new Call(this, runId, spanId);

    /// <summary>Keeps a run's trace in mind, so that the store need not be asked for it.</summary>
    public void Keep(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Keep(run.RunId, (run.TraceId, FlagsOf(run)));
    }

    /// <summary>The header for a request that is made now; null outside calls, and where the run cannot be read.</summary>
    internal static async ValueTask<string?> HeaderAsync()
    {
        if (s_current.Value is not { } call) return null;
        try
        {
            return await call.Traces.FindAsync(call.RunId) is var (trace, flags) ? $"00-{trace}-{call.SpanId}-{(int)flags:x2}" : null;
        }
        catch (StoreUnavailableException)
        {
            // A call without the header is better than none.
            return null;
        }
    }

    // As the caller chose; a run without one is recorded.
    private static ActivityTraceFlags FlagsOf(RunRecord run) =>
        ActivityContext.TryParse(run.TraceParent, null, out var parent) ? parent.TraceFlags : ActivityTraceFlags.Recorded;

    private async ValueTask<(string TraceId, ActivityTraceFlags Flags)?> FindAsync(string runId)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(runId, out var known) || _old.TryGetValue(runId, out known)) return known;
        }

        // What a run was made with never changes.
        if (await store.Recent.FindRunAsync(runId) is not { } run) return null;
        Keep(run);
        return (run.TraceId, FlagsOf(run));
    }

    private void Keep(string runId, (string TraceId, ActivityTraceFlags Flags) trace)
    {
        lock (_gate)
        {
            _young[runId] = trace;
            if (_young.Count >= Most) (_old, _young) = (_young, new Dictionary<string, (string TraceId, ActivityTraceFlags Flags)>(StringComparer.Ordinal));
        }
    }

    private sealed record Call(OutgoingTrace Traces, string RunId, string SpanId);
}
