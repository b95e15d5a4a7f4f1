using DurableTeams.Definitions;

namespace DurableTeams.Tools;

/// <summary>
/// The environment values in a tool's headers, taken out of what the tool answers: a server that echoes its request
/// would carry them into the conversation. Values under eight characters are no secrets and stay.
/// </summary>
internal sealed class HeaderSecrets(IReadOnlyDictionary<string, string> headers, IDefinitionEnvironment environment)
{
    private const int MinLength = 8;

    private readonly string[] _values =
    [
        .. headers.Values.SelectMany(EnvironmentReferences.Find).Select(environment.Get).OfType<string>()
            .Select(value => value.Trim()).Where(value => value.Length >= MinLength).Distinct().OrderByDescending(value => value.Length),
    ];

    /// <summary>The text without the values.</summary>
    public string Remove(string text) =>
        _values.Aggregate(text, (rest, value) => rest.Replace(value, "[redacted]", StringComparison.Ordinal));
}
