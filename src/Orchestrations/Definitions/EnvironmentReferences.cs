using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DurableTeams.Definitions.Secrets;

namespace DurableTeams.Definitions;

/// <summary>
/// <c>${NAME}</c> in the strings of a definition is an environment variable. It is filled in where the string is used and never
/// before, so secrets stay out of definitions, storage and logs. <c>$${</c> is a literal <c>${</c>.
/// </summary>
internal static partial class EnvironmentReferences
{
    /// <summary>The error of a malformed reference.</summary>
    internal const string Malformed =
        "'${' starts a reference to an environment variable such as ${NAME} (letters, digits, _); for a literal '${' write '$${'";

    /// <summary>Whether the text has any reference.</summary>
    public static bool HasAny(string text) => Find(text).Count > 0;

    /// <summary>The names in the references, each once, in order of appearance.</summary>
    public static IReadOnlyList<string> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var names = new List<string>();
        foreach (Match match in Pattern().Matches(text))
        {
            if (match.Groups["name"] is { Success: true, Value: var name } && !names.Contains(name)) names.Add(name);
        }

        return names;
    }

    /// <summary>The text with its references filled in and <c>$${</c> turned into <c>${</c>.</summary>
    /// <exception cref="DefinitionException">A variable is not set; the message names it.</exception>
    public static string Expand(string text, IDefinitionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var missing = Find(text).Where(name => environment.Get(name) is null).ToList();
        if (missing.Count > 0)
        {
            throw new DefinitionException([.. missing.Select(name => new DefinitionError("environment", 0, NotSet(name)))]);
        }

        return Pattern().Replace(text, match => match.Groups["name"] is { Success: true, Value: var name }
            ? environment.Get(name) ?? string.Empty
            : match.Value == "$${" ? "${" : match.Value);
    }

    /// <summary>A copy of the JSON with the references in its strings (not its property names) filled in.</summary>
    /// <exception cref="DefinitionException">A variable is not set; the message names it.</exception>
    public static JsonNode? Expand(JsonNode? node, IDefinitionEnvironment environment) => node switch
    {
        null => null,
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, Expand(p.Value, environment)))),
        JsonArray list => new JsonArray([.. list.Select(item => Expand(item, environment))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Expand(text, environment)),
        _ => node.DeepClone(),
    };

    /// <summary>
    /// The errors of the references in a text: malformed ones and, with an environment, those that are not set.
    /// </summary>
    internal static IEnumerable<string> Problems(string text, IDefinitionEnvironment? environment)
    {
        if (!text.Contains("${", StringComparison.Ordinal)) yield break;
        if (Pattern().Matches(text).Any(match => match.Value == "${")) yield return Malformed;
        if (environment is null) yield break;
        foreach (var name in Find(text))
        {
            if (environment.Get(name) is null) yield return NotSet(name);
        }
    }

    /// <summary>Whether the text consists of references alone, so that showing it shows no secret.</summary>
    internal static bool IsPure(string text) => Pure().IsMatch(text);

    private static string NotSet(string name) => name.StartsWith(LiteralSecrets.Prefix, StringComparison.Ordinal)
        ? $"the team file has no secret any more at '{name[LiteralSecrets.Prefix.Length..]}'; "
            + $"write the secret there again, or start a new run with ${{NAME}}"
        : $"the environment variable {name} is not set; set it, or remove ${{{name}}}";

    // An escape, a reference (also to a literal that is left out of a stored definition), or the start of a malformed
    // reference.
    [GeneratedRegex(@"\$\$\{|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*|literal:[^}]*)\}|\$\{", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    // An authentication scheme before the reference is no secret either: "Bearer ${TOKEN}".
    [GeneratedRegex(@"\A(?:(?:Bearer|Basic|Token|ApiKey) )?(?:\$\{[A-Za-z_][A-Za-z0-9_]*\})+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pure();
}
