namespace DurableTeams.Definitions;

/// <summary>Where <c>${NAME}</c> references find their values.</summary>
public interface IDefinitionEnvironment
{
    /// <summary>The variable's value, or null where it is not set. An empty value counts as set.</summary>
    string? Get(string name);
}

/// <summary>The environment variables of this process, read at each use.</summary>
public sealed class ProcessEnvironment : IDefinitionEnvironment
{
    /// <summary>The one there is.</summary>
    public static ProcessEnvironment Instance { get; } = new();

    /// <inheritdoc/>
    public string? Get(string name) => Environment.GetEnvironmentVariable(name);
}
