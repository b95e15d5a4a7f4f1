using System.Text;
using System.Text.Json;
using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>
/// Checks that today's code repeats exported histories, for tests of orchestrators, without an engine or a database. Activities
/// are not run; their answers are in the history.
/// </summary>
/// <example>
/// <code>
/// var registry = new DurableTaskRegistry();
/// registry.AddOrchestrator&lt;MyOrchestrator&gt;();
/// HistoryReplayer.Replay(File.ReadAllText("history.json"), registry);
/// </code>
/// </example>
public static class HistoryReplayer
{
    /// <summary>
    /// Replays the output of <c>history RUN_ID</c>: each instance with the registry's orchestrator of that name.
    /// </summary>
    /// <param name="history">The JSON, of a run or of one instance.</param>
    /// <param name="registry">The orchestrators; activities in it are ignored.</param>
    /// <param name="services">The services for orchestrators that are registered by type; none by default.</param>
    /// <param name="converter">The application's data converter, if it has its own.</param>
    /// <exception cref="NonDeterminismException">The code asks for another step than the history records; names the
    /// instance.</exception>
    /// <exception cref="OrchestratorNotFoundException">The registry has no orchestrator of a name in the history.</exception>
    /// <exception cref="ArgumentException">The JSON is not an exported history.</exception>
    public static void Replay(
        string history, DurableTaskRegistry registry, IServiceProvider? services = null, DataConverter? converter = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var catalog = new OrchestratorCatalog(registry, services ?? new NoServices());
        Each(history, converter, identity => catalog.Create(identity.Name));
    }

    /// <summary>Replays the history of one instance with this orchestrator.</summary>
    /// <param name="history">The JSON of one instance.</param>
    /// <param name="orchestrator">The code.</param>
    /// <param name="converter">The application's data converter, if it has its own.</param>
    /// <exception cref="NonDeterminismException">The code asks for another step than the history records.</exception>
    /// <exception cref="ArgumentException">The JSON is not an exported history.</exception>
    public static void Replay(string history, ITaskOrchestrator orchestrator, DataConverter? converter = null)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        Each(history, converter, _ => orchestrator);
    }

    private static void Each(string history, DataConverter? converter, Func<InstanceIdentity, ITaskOrchestrator?> find)
    {
        ArgumentNullException.ThrowIfNull(history);
        foreach (var (identity, turns) in Read(history))
            Replay(identity, turns, () => find(identity), converter ?? JsonDataConverter.Default);
    }

    private static void Replay(
        InstanceIdentity identity, List<HistoryTurn> turns, Func<ITaskOrchestrator?> create, DataConverter converter)
    {
        var context = new EmbeddedOrchestrationContext(
            identity, new ReplayOnlyEffects(turns), converter, NullLoggerFactory.Instance);
        context.Begin(create);
        foreach (var turn in turns) context.Replay(turn);
        if (context.Violation is NonDeterminismException found)
            throw new NonDeterminismException(found.Recorded, found.Asked, identity.Id);
        if (context.Violation is { } violation) throw violation;
    }

    private static List<(InstanceIdentity Identity, List<HistoryTurn> Turns)> Read(string history)
    {
        try
        {
            using var document = JsonDocument.Parse(history);
            return document.RootElement.TryGetProperty("instances"u8, out var instances)
                ? [.. instances.EnumerateArray().Select(ReadInstance)]
                : [ReadInstance(document.RootElement)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
            or InvalidDataException)
        {
            throw new ArgumentException($"This is not an exported history: {e.Message}", nameof(history), e);
        }
    }

    private static (InstanceIdentity Identity, List<HistoryTurn> Turns) ReadInstance(JsonElement instance)
    {
        var identity = new InstanceIdentity(
            instance.GetProperty("id"u8).GetString()!,
            instance.GetProperty("name"u8).GetString()!,
            instance.GetProperty("generation"u8).GetInt32(),
            instance.TryGetProperty("input"u8, out var input) ? input.GetString() : null)
        {
            Key = instance.TryGetProperty("key"u8, out var key) ? key.GetInt64() : 0,
            Created = instance.TryGetProperty("created"u8, out var created) ? created.GetInt64() : 0,
            Version = instance.TryGetProperty("version"u8, out var version) ? version.GetString() : null,
            Parent = instance.TryGetProperty("parent"u8, out var parent)
                ? new ParentOrchestrationInstance(
                    new TaskName(parent.GetProperty("name"u8).GetString()!), parent.GetProperty("id"u8).GetString()!)
                : null,
        };
        var turns = instance.GetProperty("turns"u8).EnumerateArray()
            .Select(turn => HistoryJson.Read(Encoding.UTF8.GetBytes(turn.GetRawText())))
            .ToList();
        return (identity, turns);
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
