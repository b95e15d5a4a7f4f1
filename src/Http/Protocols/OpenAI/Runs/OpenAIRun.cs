using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.OpenAI.Requests;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.OpenAI.Runs;

/// <summary>What answers say of a run, where the standard has no word for it.</summary>
internal static class OpenAIRun
{
    /// <summary>Our own member.</summary>
    public const string Own = "durableteams";

    /// <summary>The run by our ids, and how it stands.</summary>
    public static JsonObject Ours(RunRecord run) => new()
    {
        ["runId"] = run.RunId,
        ["sessionId"] = run.SessionId,
        ["teamId"] = run.TeamId,
        ["status"] = EnumText.Of(run.Status),
    };

    /// <summary>Whether the caller said that the response is not to be stored.</summary>
    public static bool IsNotStored(RunRecord run) => Find(run, OpenAIInput.NotStored) is not null;

    /// <summary>The response that a run goes on from; null with none.</summary>
    public static string? PreviousOf(RunRecord run) => Find(run, OpenAIInput.PreviousResponse);

    /// <summary>The caller's metadata.</summary>
    public static JsonObject Metadata(RunRecord run)
    {
        var pairs = new JsonObject();
        if (run.Metadata is not { ValueKind: JsonValueKind.Object } given) return pairs;
        // Runs that were started elsewhere may have what is no text.
        foreach (var pair in given.EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String
            && pair.Name is not (OpenAIInput.NotStored or OpenAIInput.PreviousResponse)))
            pairs[pair.Name] = pair.Value.GetString();
        return pairs;
    }

    private static string? Find(RunRecord run, string name) =>
        run.Metadata is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
