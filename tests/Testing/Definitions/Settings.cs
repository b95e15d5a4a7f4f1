using DurableTeams.Definitions;

namespace DurableTeams.Testing.Definitions;

/// <summary>The environment variables that a test sets, and no others.</summary>
public sealed class Settings(params (string Name, string Value)[] values) : IDefinitionEnvironment
{
    public string? Get(string name) => values.Where(value => value.Name == name).Select(value => value.Value).FirstOrDefault();
}
