namespace DurableTeams.Definitions.Checks;

/// <summary>A provider that another host registers: only its name is known here, and none of its models' own keys.</summary>
/// <param name="Provider">The name.</param>
internal sealed record UncheckedProvider(string Provider) : IModelProvider;
