using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Hosting;

/// <summary>
/// Emits the spans of runs while this process works on them, to whoever listens. A store with cursors of its own
/// (<see cref="ITraceCursors"/>) has the next process go on where this one was killed. Without them a killed process loses what
/// it had not exported, a few seconds at most. <c>GET runs/{id}/trace</c> has all spans.
/// </summary>
internal sealed class SpanExportLifetime(IServiceProvider services, SpanExportOptions options, WaitingRuns waiting)
    : ITeamsLifetime, IAsyncDisposable
{
    private static readonly TimeSpan LastPass = TimeSpan.FromSeconds(5), LeastPass = TimeSpan.FromMilliseconds(500);
    private SpanExport? _export;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _export = SpanExport.Create(
            services, options, waiting,
            services.GetService<ITraceCursors>() ?? new NoTraceCursors(),
            services.GetService<ISpanDelivery>() ?? new DirectDelivery());
        return _export.StartAsync(cancellationToken);
    }

    /// <summary>Exports what is left, for a few seconds at most, before the storage closes.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        _export?.StopAsync(cancellationToken.IsCancellationRequested ? LeastPass : LastPass) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _export?.DisposeAsync() ?? ValueTask.CompletedTask;
}
