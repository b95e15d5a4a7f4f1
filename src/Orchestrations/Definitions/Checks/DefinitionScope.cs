namespace DurableTeams.Definitions.Checks;

/// <summary>What a definition is checked against.</summary>
/// <param name="Functions">The registered .NET functions; null where they are not known yet: every tool without an endpoint is
/// then accepted as a function.</param>
/// <param name="Environment">The environment; null where it is not known yet.</param>
/// <param name="Agents">The registered agents written in code; null where they are not known yet: every name is then
/// accepted.</param>
/// <param name="Providers">The registered providers; null where they are not known yet: no provider checks its models
/// then.</param>
/// <param name="Clients">The names of the chat clients that code registered; null where they are not known yet: every name
/// that is none of the team's models is then accepted as one.</param>
/// <param name="SendsMail">Whether the host can send mail; null where that is not known yet.</param>
internal sealed record DefinitionScope(
    IReadOnlySet<string>? Functions,
    IDefinitionEnvironment? Environment,
    IReadOnlySet<string>? Agents = null,
    IReadOnlyCollection<IModelProvider>? Providers = null,
    IReadOnlySet<string>? Clients = null,
    bool? SendsMail = null);
