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
}
