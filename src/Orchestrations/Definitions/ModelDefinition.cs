using System.Text.Json.Nodes;

namespace DurableTeams.Definitions;

/// <summary>A model by provider. Strings may hold <c>${NAME}</c> references, expanded when the model is used.</summary>
public sealed record ModelDefinition
{
    /// <summary>The provider whose models are chat clients that code registered by name.</summary>
    public const string ClientProvider = "client";

    /// <summary>
    /// The provider: <c>openai</c>, <c>azureOpenAI</c>, <c>anthropic</c>, <c>scripted</c>, <c>client</c> (a registered chat
    /// client, named by <see cref="Model"/>), or one that the host registered.
    /// </summary>
    public required string Provider { get; init; }

    /// <summary>The model's name at the provider; the deployment's at Azure OpenAI.</summary>
    public string? Model { get; init; }

    /// <summary>The base address, such as <c>https://api.openai.com/v1</c>; what is appended to it is the provider's.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Azure OpenAI's <c>api-version</c>; null for the one that fits the endpoint.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The key; never shown, kept as the reference it was written as.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Sampling temperature, 0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>The most tokens one answer may have.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>
    /// Whether answers are asked for as streams, so that readers of a run see the words as they come; null for yes. False for
    /// servers that get streams wrong.
    /// </summary>
    public bool? Stream { get; init; }

    /// <summary>What the scripted model answers, read from its script file when the team was loaded.</summary>
    public IReadOnlyList<ScriptedTurn>? Script { get; init; }

    /// <summary>
    /// The provider's own settings (<see cref="IModelProvider.Settings"/>), by key; null for none. A team file has them beside
    /// the other keys of the model.
    /// </summary>
    public JsonObject? Settings { get; init => field = value is { Count: > 0 } ? value : null; }
}
