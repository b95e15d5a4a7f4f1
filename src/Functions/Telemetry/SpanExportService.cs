using DurableTeams.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Functions.Telemetry;

/// <summary>
/// Exports the spans that end with what this process writes, to whoever listens to the source <c>DurableTeams</c>; many
/// processes work on one run, and each span ends in one of them. Where nobody listens, nothing is done.
/// </summary>
internal sealed class SpanExportService(IServiceProvider services, WaitingRuns waiting) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan LastPass = TimeSpan.FromSeconds(5);

    private readonly SpanExport _export = SpanExport.Create(
        services, new SpanExportOptions(), waiting, new OwnCommits(), new TrustingDelivery(), MessageContent.IsWanted(Environment.GetEnvironmentVariable));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _export.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _export.StopAsync(LastPass);

    public ValueTask DisposeAsync() => _export.DisposeAsync();
}

/// <summary>Registers the export of spans.</summary>
internal static class SpanExportServices
{
    /// <summary>Adds it, for stores that are registered to take an <see cref="IRunFeed"/>.</summary>
    public static IServiceCollection AddSpanExport(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => new WaitingRuns(new SpanExportOptions()));
        services.TryAddSingleton<IRunFeed>(provider => provider.GetRequiredService<WaitingRuns>());
        return services.AddHostedService<SpanExportService>();
    }
}
