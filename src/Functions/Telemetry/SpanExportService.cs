using DurableTeams.Telemetry.Export;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.FunctionsApp.Telemetry;

/// <summary>
/// Emits the spans that end with what this process records. Many processes work on one run, and none records how far it came: a
/// killed process loses what it had not exported, a few seconds at most. <c>GET runs/{id}/trace</c> has all spans.
/// </summary>
internal sealed class SpanExportService(IServiceProvider services, bool capturesContent) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan LastPass = TimeSpan.FromSeconds(5);
    private SpanExport? _export;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _export = SpanExport.Create(
            services, services.GetRequiredService<SpanExportOptions>(), services.GetRequiredService<WaitingRuns>(),
            new NoTraceCursors(), new DirectDelivery(), capturesContent);
        _export.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _export?.StopAsync(LastPass) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _export?.DisposeAsync() ?? ValueTask.CompletedTask;
}
