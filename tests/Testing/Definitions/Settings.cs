using DurableTeams.Definitions;

namespace DurableTeams.Testing.Definitions;

/// <summary>The environment variables that a test sets, and no others.</summary>
public sealed class Settings : IDefinitionEnvironment
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public Settings(params IEnumerable<(string Name, string Value)> values)
    {
        foreach (var (name, value) in values) _values[name] = value;
    }

    /// <summary>Sets a variable; null takes it away.</summary>
    public string? this[string name]
    {
        set
        {
            if (value is null) _values.Remove(name);
            else _values[name] = value;
        }
    }

    public string? Get(string name) => _values.GetValueOrDefault(name);
}
