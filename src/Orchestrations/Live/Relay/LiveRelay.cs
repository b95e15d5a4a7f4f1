using DurableTeams.Storage;
using DurableTeams.Storage.Relay;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Live.Relay;

/// <summary>
/// Relays through the rows of a store. A call writes rows while somebody follows its run, and looks for the reader's mark once it
/// has spoken for a moment. A reader leaves the mark, and looks for rows. Before a reader in any process hears a call, a row has
/// its number, so that the next try in another process gets a higher one.
/// </summary>
internal sealed partial class LiveRelay(ILiveRows rows, TimeProvider time, ILogger<LiveRelay> logger) : ILiveRelay
{
    /// <summary>How often a call writes what is new, and a reader looks while something comes.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest between two looks, while nothing comes or nobody follows.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>How long a mark holds, and how often a reader renews it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30), Renewal = TimeSpan.FromSeconds(10);

    /// <summary>How long the rows of a call stay after its end.</summary>
    public static readonly TimeSpan Stay = TimeSpan.FromSeconds(10);

    // What killed processes left goes when somebody follows a run, at most once in so long.
    private static readonly TimeSpan Sweep = TimeSpan.FromHours(1);

    private long _swept = DateTimeOffset.MinValue.UtcTicks;
    private int _begun;

    // Clocks of two processes may differ by so much.
    internal static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    /// <summary>The name of this process among the writers.</summary>
    internal string Writer { get; } = Guid.NewGuid().ToString("N")[..12];

    public void Begun(LiveCall call) => _ = SafelyAsync(
        call.Place.RunId, new OutgoingCall(rows, call, Writer, Interlocked.Increment(ref _begun), time).SendAsync);

    public IDisposable Followed(LiveRuns live, string runId)
    {
        var stop = new CancellationTokenSource();
        _ = SafelyAsync(runId, async () =>
        {
            await SweepAsync();
            using var reading = new IncomingCalls(rows, live, runId, Writer, time);
            await reading.ReadAsync(stop.Token);
        });
        return new Stopping(stop);
    }

    private async Task SweepAsync()
    {
        var (now, swept) = (time.GetUtcNow(), Interlocked.Read(ref _swept));
        if (now.UtcTicks - swept < Sweep.Ticks || Interlocked.CompareExchange(ref _swept, now.UtcTicks, swept) != swept) return;
        try
        {
            await rows.SweepAsync(now - Sweep);
        }
        catch (StoreUnavailableException)
        {
            Interlocked.Exchange(ref _swept, swept);
        }
    }

    // What is lost here is recorded later, by the run itself.
    private async Task SafelyAsync(string runId, Func<Task> work)
    {
        // Not under the locks of those who call.
        await Task.Yield();
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // Nobody follows any more.
        }
        catch (Exception exception)
        {
            LogLost(exception, runId);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Run {RunId} is not told live for now")]
    private partial void LogLost(Exception exception, string runId);

    private sealed class Stopping(CancellationTokenSource stop) : IDisposable
    {
        public void Dispose()
        {
            stop.Cancel();
            stop.Dispose();
        }
    }
}
