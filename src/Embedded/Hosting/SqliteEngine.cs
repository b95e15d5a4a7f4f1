using DurableTeams.Sqlite.Engine;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Hosting;

/// <summary>The engine that the host runs by default.</summary>
internal sealed class SqliteEngine : IHostedEngine
{
    // Kestrel takes up to five seconds before: both together stay under thirty.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(24);

    private readonly EmbeddedEngine _engine;

    private SqliteEngine(EmbeddedEngine engine) => _engine = engine;

    public DurableTaskClient Client => _engine.Client;

    public IdleForecast Outlook => _engine.Outlook;

    /// <summary>Makes the engine.</summary>
    public static IHostedEngine Create(EngineParts parts)
    {
        var options = new EngineOptions
        {
            InlineActivities = parts.StoreOnly,
            DrainTimeout = Drain,
            Time = parts.Services.GetRequiredService<TimeProvider>(),
        };
        var loggers = parts.Services.GetRequiredService<ILoggerFactory>();
        return new SqliteEngine(new EmbeddedEngine(parts.Database, parts.Tasks, parts.Services, options, loggers));
    }

    public Task StartAsync(CancellationToken cancellationToken) => _engine.StartAsync(cancellationToken);

    public Task StopAsync() => _engine.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
