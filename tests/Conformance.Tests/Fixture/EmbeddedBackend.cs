using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Conformance.Tests;

/// <summary>The embedded engine, on a directory of its own.</summary>
internal sealed class EmbeddedBackend : IConformanceBackend
{
    public const Capabilities Offers = Capabilities.Crash | Capabilities.Clock | Capabilities.Drain | Capabilities.History;

    private static readonly string[] NotCompared = ["at", "due", "stack"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durableteams-conformance-");
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private object? _database;
    private object? _engine;

    public async Task<DurableTaskClient> StartAsync(DurableTaskRegistry tasks, TimeProvider time, ILoggerFactory loggers)
    {
        _database = EmbeddedInternals.OpenDatabase(null, _directory.FullName, loggers);
        var options = EmbeddedInternals.NewOptions();
        EmbeddedInternals.SetTime(options, time);
        _engine = EmbeddedInternals.NewEngine(_database, tasks, _services, options, loggers);
        await EmbeddedInternals.StartEngineAsync(_engine, CancellationToken.None);
        return (DurableTaskClient)EmbeddedInternals.GetClient(_engine);
    }

    public async Task CrashAsync()
    {
        if (_engine is null) return;
        // Storage first: what the engine still has in hand is then lost, as it would be in a crash.
        await EmbeddedInternals.AbandonDatabaseAsync(_database!);
        EmbeddedInternals.AbandonEngine(_engine);
        _engine = _database = null;
    }

    public async Task StopAsync()
    {
        if (_engine is null) return;
        await EmbeddedInternals.StopEngineAsync(_engine, CancellationToken.None);
        await ((IAsyncDisposable)_database!).DisposeAsync();
        _engine = _database = null;
    }

    public Task<IReadOnlyList<string>> HistoryAsync(string instanceId)
    {
        var history = JsonNode.Parse(EmbeddedInternals.ExportHistory(EmbeddedInternals.GetClient(_engine!), instanceId) ?? "{}");
        var turns = history!["turns"]?.AsArray() ?? [];
        return Task.FromResult<IReadOnlyList<string>>([.. turns.Select(turn => Comparable(turn)?.ToJsonString() ?? "")]);
    }

    public async ValueTask DisposeAsync()
    {
        await CrashAsync();
        await _services.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static JsonNode? Comparable(JsonNode? json) => json switch
    {
        JsonObject entry => new JsonObject(entry
            .Where(property => !NotCompared.Contains(property.Key))
            .Select(property => KeyValuePair.Create(property.Key, Comparable(property.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Comparable)]),
        _ => json?.DeepClone(),
    };
}
