namespace DurableTeams.Definitions;

/// <summary>A model by provider. Strings may hold <c>${NAME}</c> references, expanded when the model is used.</summary>
public sealed record ModelDefinition
{
    /// <summary>The provider: <c>openai</c>, <c>azureOpenAI</c>, <c>anthropic</c> or <c>scripted</c>.</summary>
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
}
