using DurableTeams.Services.Decisions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Hosting;

/// <summary>Runs <see cref="OutboxRelay"/> at once and then at its interval, until disposed.</summary>
internal sealed partial class OutboxRelayLoop : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Starts.</summary>
    public OutboxRelayLoop(OutboxRelay redelivery, DurableTaskClient client, TimeProvider time, ILogger logger) =>
        _loop = Task.Run(() => RunAsync(redelivery, client, time, logger));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(OutboxRelay redelivery, DurableTaskClient client, TimeProvider time, ILogger logger)
    {
        using var timer = new PeriodicTimer(OutboxRelay.Interval, time);
        try
        {
            do
            {
                try
                {
                    await redelivery.RunAsync(client, _stop.Token).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // The storage failed; the next round may succeed.
                    LogFailure(logger, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox relay failed; it runs again by itself")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
