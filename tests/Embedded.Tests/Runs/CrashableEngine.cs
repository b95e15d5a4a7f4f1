using DurableTeams.Sqlite.Engine;
using DurableTeams.Sqlite.Hosting;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>
/// The host's engine, which can also end like a killed process does: nothing in hand is finished, nothing more is written.
/// </summary>
internal sealed class CrashableEngine(EngineParts parts) : ISqliteTeamEngine
{
    private readonly EmbeddedEngine _engine = new(
        parts.Database,
        parts.Tasks,
        parts.Services,
        new EngineOptions
        {
            InlineActivities = parts.StoreOnly,
            DrainTimeout = TimeSpan.FromSeconds(24),
            Time = parts.Services.GetRequiredService<TimeProvider>(),
        },
        parts.Services.GetRequiredService<ILoggerFactory>());

    public DurableTaskClient Client => _engine.Client;

    public IdleForecast Outlook => _engine.Outlook;

    public Task StartAsync(CancellationToken cancellationToken) => _engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _engine.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    public async Task CrashAsync()
    {
        _engine.Abandon();
        await parts.Database.AbandonAsync();
    }
}
