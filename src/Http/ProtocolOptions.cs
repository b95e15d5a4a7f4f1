namespace DurableTeams;

/// <summary>Which protocols the HTTP API speaks beside its own; all, unless one is turned off.</summary>
public sealed record ProtocolOptions
{
    /// <summary>
    /// The variable with the protocols that are on: their words with commas, such as <c>agui</c>, or <c>none</c>. Without it all
    /// are on.
    /// </summary>
    public const string Setting = "DURABLETEAMS_PROTOCOLS";

    /// <summary>AG-UI 1.0 (<c>agui</c>): <c>POST /api/teams/{teamId}/agui</c>.</summary>
    public bool AgUi { get; init; } = true;

    /// <summary>The UI message stream of the AI SDK (<c>aisdk</c>): <c>POST /api/teams/{teamId}/chat</c>.</summary>
    public bool AiSdk { get; init; } = true;

    /// <summary>A2A 1.0 (<c>a2a</c>): <c>/.well-known/agent-card.json</c> and <c>/api/teams/{teamId}/a2a</c>.</summary>
    public bool A2A { get; init; } = true;

    /// <summary>The Model Context Protocol (<c>mcp</c>): every team as a tool, at <c>/mcp</c> and <c>/api/mcp</c>.</summary>
    public bool Mcp { get; init; } = true;

    /// <summary>
    /// The API of OpenAI (<c>openai</c>): every team as a model, at <c>/v1</c> and <c>/api/v1</c>: <c>responses</c>,
    /// <c>chat/completions</c> and <c>models</c>.
    /// </summary>
    public bool OpenAI { get; init; } = true;
}
