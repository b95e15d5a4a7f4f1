using System.Text.Json;
using DurableTeams.FunctionsHost.Protocol;

namespace DurableTeams.FunctionsHost.Workers;

/// <summary>A function as its worker describes it.</summary>
/// <param name="Metadata">The worker's words.</param>
/// <param name="Trigger">The binding that invokes it.</param>
/// <param name="Clients">The names of its durable clients.</param>
internal sealed record FunctionDescription(RpcFunctionMetadata Metadata, JsonElement Trigger, IReadOnlyList<string> Clients)
{
    public string Id => Metadata.FunctionId;

    public string Name => Metadata.Name;

    public string TriggerName => Text("name") ?? "";

    public string TriggerType => Text("type") ?? "";

    public bool Is(string trigger) => TriggerType.Equals(trigger, StringComparison.OrdinalIgnoreCase);

    /// <summary>A text of the trigger.</summary>
    public string? Text(string name) =>
        Find(Trigger, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The texts of a list of the trigger.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Find(Trigger, name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : [];

    public static FunctionDescription Read(RpcFunctionMetadata metadata)
    {
        List<JsonElement> bindings = [.. metadata.RawBindings.Select(raw => JsonDocument.Parse(raw).RootElement.Clone())];
        var trigger = bindings.Single(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
        var clients = bindings.Where(binding => TypeOf(binding).Equals("durableClient", StringComparison.OrdinalIgnoreCase));
        return new(metadata, trigger, [.. clients.Select(client => Find(client, "name")!.Value.GetString()!)]);
    }

    private static string TypeOf(JsonElement binding) => Find(binding, "type")?.GetString() ?? "";

    private static JsonElement? Find(JsonElement binding, string name)
    {
        foreach (var member in binding.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return member.Value;
        }

        return null;
    }
}
