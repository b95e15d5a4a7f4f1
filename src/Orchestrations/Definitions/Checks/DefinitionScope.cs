namespace DurableTeams.Definitions.Checks;

/// <summary>What surrounds a definition that is checked.</summary>
/// <param name="Functions">The registered .NET functions; null where they are not known yet: a tool without an endpoint is taken for one.</param>
/// <param name="Environment">The environment; null where it is not known yet.</param>
/// <param name="Agents">The registered agents written in code; null where they are not known yet: any name is taken for one.</param>
/// <param name="Providers">The registered providers; null where they are not known yet: models are not checked by them.</param>
internal sealed record DefinitionScope(
    IReadOnlySet<string>? Functions,
    IDefinitionEnvironment? Environment,
    IReadOnlySet<string>? Agents = null,
    IReadOnlyCollection<IModelProvider>? Providers = null);
