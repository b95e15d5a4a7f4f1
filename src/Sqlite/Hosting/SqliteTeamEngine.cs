using DurableTeams.Sqlite.Engine;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Hosting;

/// <summary>The embedded engine with the tasks of teams.</summary>
internal sealed class SqliteTeamEngine : ISqliteTeamEngine
{
    private readonly EmbeddedEngine _engine;

    private SqliteTeamEngine(EmbeddedEngine engine) => _engine = engine;

    public DurableTaskClient Client => _engine.Client;

    public IdleForecast Outlook => _engine.Outlook;

    /// <summary>Makes the engine.</summary>
    public static ISqliteTeamEngine Create(EngineParts parts)
    {
        var options = new EngineOptions
        {
            InlineActivities = parts.StoreOnly,
            DrainTimeout = parts.Options.DrainTimeout,
            Time = parts.Services.GetRequiredService<TimeProvider>(),
        };
        var loggers = parts.Services.GetRequiredService<ILoggerFactory>();
        return new SqliteTeamEngine(new EmbeddedEngine(parts.Database, parts.Tasks, parts.Services, options, loggers));
    }

    public Task StartAsync(CancellationToken cancellationToken) => _engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _engine.StopAsync(cancellationToken);

    public IReadOnlyList<string> ListDeadLetters() => _engine.Client.ListDeadLetters();

    public Task RequeueAsync(string instanceId, CancellationToken cancellationToken) =>
        _engine.Client.RequeueAsync(instanceId, cancellationToken);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
