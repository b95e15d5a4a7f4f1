using System.Diagnostics;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Caching.Memory;

namespace DurableTeams.Telemetry;

/// <summary>
/// Tells a called server which span calls it: requests to tools and model providers carry a W3C <c>traceparent</c> with the
/// run's trace and the call's span. It is the same in every process and on every attempt.
/// </summary>
public sealed class OutgoingTrace(IRunStore store) : IDisposable
{
    private const int Most = 4_096;
    private static readonly AsyncLocal<OutgoingCall?> Current = new();
    private static readonly MemoryCacheEntryOptions One = new() { Size = 1 };

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <summary>From here on, requests of the calling method, and of the methods that it calls, belong to this span.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="spanId">The span, see <see cref="SpanIds"/>.</param>
    public void Begin(string runId, string spanId) => Current.Value = new OutgoingCall(this, runId, spanId);

    /// <summary>The <c>traceparent</c> of work below this span of a run, for those who get it in a body.</summary>
    public static string HeaderOf(RunRecord run, string spanId)
    {
        ArgumentNullException.ThrowIfNull(run);
        return HeaderOf(KnownRun.Of(run), spanId);
    }

    /// <summary>Remembers a run's trace, so that the store need not be read for it.</summary>
    public void Keep(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!_known.TryGetValue(run.RunId, out _)) _known.Set(run.RunId, KnownRun.Of(run), One);
    }

    /// <inheritdoc />
    public void Dispose() => _known.Dispose();

    /// <summary>The header of a request that is made now; null outside calls, and where the run cannot be read.</summary>
    internal static async ValueTask<string?> HeaderAsync()
    {
        if (Current.Value is not { } call) return null;
        try
        {
            return await call.Traces.FindAsync(call.RunId) is { } known
                ? HeaderOf(known, call.SpanId)
                : null;
        }
        catch (StoreUnavailableException)
        {
            // A call without the header is better than none.
            return null;
        }
    }

    private static string HeaderOf(KnownRun known, string spanId) => $"00-{known.TraceId}-{spanId}-{(int)known.Flags:x2}";

    private async ValueTask<KnownRun?> FindAsync(string runId)
    {
        if (_known.TryGetValue(runId, out KnownRun? known)) return known;
        // The values that a run was created with never change.
        if (await store.Recent.FindRunAsync(runId) is not { } run) return null;
        Keep(run);
        return KnownRun.Of(run);
    }

    private sealed record OutgoingCall(OutgoingTrace Traces, string RunId, string SpanId);

    private sealed record KnownRun(string TraceId, ActivityTraceFlags Flags)
    {
        // As the caller's sampling flag says; a run without a caller is recorded.
        public static KnownRun Of(RunRecord run) =>
            new(run.TraceId, ActivityContext.TryParse(run.TraceParent, null, out var parent)
                ? parent.TraceFlags
                : ActivityTraceFlags.Recorded);
    }
}
