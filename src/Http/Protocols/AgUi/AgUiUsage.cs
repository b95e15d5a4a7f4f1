using System.Text.Json.Nodes;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>The tokens of the model calls that one answer told, by provider and model.</summary>
internal sealed class AgUiUsage
{
    private readonly SortedDictionary<string, (string? Provider, string? Model, long Input, long Output)> _models =
        new(StringComparer.Ordinal);

    /// <summary>Counts a model call.</summary>
    public void Add(RunEvent item)
    {
        var (provider, model) = (item.Text("provider"), item.Text("model"));
        var key = $"{provider}\n{model}";
        var so = _models.GetValueOrDefault(key);
        _models[key] = (
            provider, model, so.Input + (item.Number("inputTokens") ?? 0), so.Output + (item.Number("outputTokens") ?? 0));
    }

    /// <summary>The member of a run's end; null where no model was called.</summary>
    public JsonArray? ToJson() => _models.Count == 0 ? null : new JsonArray([.. _models.Values.Select(one => AgUiFrame.Part(
        ("provider", one.Provider), ("model", one.Model), ("inputTokens", one.Input), ("outputTokens", one.Output),
        ("totalTokens", one.Input + one.Output)))]);
}
