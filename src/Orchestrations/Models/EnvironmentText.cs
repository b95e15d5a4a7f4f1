using System.Text.RegularExpressions;
using DurableTeams.Definitions;

namespace DurableTeams.Models;

/// <summary>Expands <c>${NAME}</c> at use.</summary>
internal static partial class EnvironmentText
{
    /// <summary>The text with the variables' values.</summary>
    /// <exception cref="DefinitionException">One is not set.</exception>
    public static string Expand(string text) => Reference().Replace(text, match =>
        Environment.GetEnvironmentVariable(match.Groups[1].Value)
        ?? throw new DefinitionException([new DefinitionError("models", 0, $"the environment variable {match.Groups[1].Value} is not set")]));

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
