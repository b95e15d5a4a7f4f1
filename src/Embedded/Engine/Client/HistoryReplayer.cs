using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Engine;

/// <summary>Checks that today's code repeats an exported history: for tests of orchestrators, without an engine.</summary>
public static class HistoryReplayer
{
    /// <summary>Replays.</summary>
    /// <param name="history">What <c>history RUN_ID</c> exported.</param>
    /// <param name="orchestrator">The code.</param>
    /// <param name="converter">The application's data converter, if it has its own.</param>
    /// <exception cref="NonDeterminismException">The code asks for something else than the history records.</exception>
    public static void Replay(string history, ITaskOrchestrator orchestrator, DataConverter? converter = null)
    {
        using var document = JsonDocument.Parse(history);
        var root = document.RootElement;
        var identity = new InstanceIdentity(
            root.GetProperty("id").GetString()!,
            root.GetProperty("name").GetString()!,
            root.GetProperty("generation").GetInt32(),
            root.TryGetProperty("input", out var input) ? input.GetString() : null)
        {
            Key = root.TryGetProperty("key", out var key) ? key.GetInt64() : 0,
            Created = root.TryGetProperty("created", out var created) ? created.GetInt64() : 0,
            Version = root.TryGetProperty("version", out var version) ? version.GetString() : null,
        };
        var turns = root.GetProperty("turns").EnumerateArray()
            .Select(turn => HistoryJson.Read(JsonSerializer.SerializeToUtf8Bytes(turn)))
            .ToList();
        var context = new EmbeddedOrchestrationContext(
            identity, new ReplayOnlyEffects(turns), converter ?? JsonDataConverter.Default, NullLoggerFactory.Instance);
        context.Begin(() => orchestrator);
        foreach (var turn in turns) context.Replay(turn);
        if (context.Violation is { } violation) throw violation;
    }
}
