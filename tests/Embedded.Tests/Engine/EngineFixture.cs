using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Engine;

/// <summary>An engine on a directory of its own, which can be crashed and started again.</summary>
internal sealed class EngineFixture : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _provider = new ServiceCollection().BuildServiceProvider();
    private Action<DurableTaskRegistry> _register;

    public EngineFixture(Action<DurableTaskRegistry> register, EngineOptions? options = null, DatabaseOptions? storage = null)
    {
        _register = register;
        Options = options ?? new EngineOptions();
        Storage = storage ?? new DatabaseOptions();
        Open();
    }

    public EngineOptions Options { get; set; }

    public DatabaseOptions Storage { get; set; }

    public EmbeddedDatabase Database { get; private set; } = null!;

    public EmbeddedEngine Engine { get; private set; } = null!;

    public DurableTaskClient Client => Engine.Client;

    public string Directory => _directory.Path;

    /// <summary>Starts an orchestration and waits for its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null)
    {
        var instance = await Client.ScheduleNewOrchestrationInstanceAsync(
            new TaskName(name), input, id is null ? null : new StartOrchestrationOptions(id));
        return await EndOfAsync(instance);
    }

    public async Task<OrchestrationMetadata> EndOfAsync(string instanceId)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Client.WaitForInstanceCompletionAsync(instanceId, true, patience.Token);
    }

    public Task<string> StartAsync(string name, string id, object? input = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(new TaskName(name), input, new StartOrchestrationOptions(id));

    /// <summary>Ends engine and database as a kill would, and starts them again, perhaps with other code.</summary>
    public async Task CrashAndRestartAsync(Action<DurableTaskRegistry>? register = null)
    {
        Engine.Abandon();
        await Database.AbandonAsync();
        _register = register ?? _register;
        Open();
    }

    /// <summary>Waits until the custom status is this.</summary>
    public Task UntilStatusAsync(string instanceId, string json) => Wait.UntilAsync($"status {json}", async () =>
        (await Engine.Client.GetInstanceAsync(instanceId, true))?.SerializedCustomStatus == json);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Database.DisposeAsync();
        await _provider.DisposeAsync();
        _directory.Dispose();
    }

    private void Open()
    {
        var registry = new DurableTaskRegistry();
        _register(registry);
        Database = SqliteDatabase.Open(_directory.Path, NullLoggerFactory.Instance, Storage);
        Engine = new EmbeddedEngine(Database, registry, _provider, Options, NullLoggerFactory.Instance);
        Engine.StartAsync().GetAwaiter().GetResult();
    }
}
