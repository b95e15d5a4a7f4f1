using System.Text.RegularExpressions;

namespace DurableTeams.Definitions.Secrets;

/// <summary>
/// Credentials that stand in a team file as literals. The stored definition has <c>${literal:PLACE}</c> instead. A run that is
/// pinned to it takes the literal at that place of the team served now, so that exchanging a key exchanges it for such runs
/// too.
/// </summary>
internal static partial class LiteralSecrets
{
    /// <summary>The beginning of the name of a reference that stands for a literal.</summary>
    public const string Prefix = "literal:";

    /// <summary>The definition with references instead of literals.</summary>
    public static TeamDefinition TakeOut(TeamDefinition team) => Change(team, (place, _) => $"${{{Prefix}{place}}}");

    /// <summary>The literals, by place.</summary>
    public static IReadOnlyDictionary<string, string> Of(TeamDefinition team)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Change(team, (place, text) =>
        {
            found[place] = text;
            return text;
        });
        return found;
    }

    /// <summary>
    /// The definition with the known literals in place of their references. Other references stay, and nothing fills them in.
    /// </summary>
    public static TeamDefinition PutBack(TeamDefinition team, IReadOnlyDictionary<string, string> literals)
    {
        return new OutgoingTexts((_, key) => Fill(key), (_, address) => Fill(address), (_, _, value) => Fill(value)).Of(team);

        string Fill(string text) => Reference()
            .Replace(text, match => literals.GetValueOrDefault(match.Groups["place"].Value, match.Value));
    }

    /// <summary>Warnings for the author of the file, by the place in the file.</summary>
    /// <param name="team">The team.</param>
    /// <param name="environment">The environment; null where it is not known yet.</param>
    public static IEnumerable<(string Place, string Reason)> Warnings(TeamDefinition team, IDefinitionEnvironment? environment)
    {
        foreach (var place in Of(team).Keys.Select(PlaceOf).Distinct(StringComparer.Ordinal))
        {
            yield return (place, $"warning: '{place}' holds a secret; write ${{NAME}} instead and set that environment variable. "
                + "The secret is used, but not stored with runs");
        }

        if (environment is null) yield break;
        foreach (var (place, name) in Credentials(team))
        {
            if (environment.Get(name)?.Trim().Length is > 0 and < Redaction.MinLength)
            {
                yield return (place, $"warning: {name} in '{place}' has fewer than {Redaction.MinLength} characters: "
                    + "too short to be redacted from results; use a longer one");
            }
        }
    }

    private static List<(string Place, string Name)> Credentials(TeamDefinition team)
    {
        List<(string Place, string Name)> found = [];
        new OutgoingTexts(
            Note,
            (_, address) => address,
            (place, name, value) => CredentialNames.IsHeader(name, "x") ? Note(place, value) : value).Of(team);
        return found;

        string Note(string place, string text)
        {
            found.AddRange(EnvironmentReferences.Find(text).Select(name => (place, name)));
            return text;
        }
    }

    private static TeamDefinition Change(TeamDefinition team, Func<string, string, string> change) => new OutgoingTexts(
        (place, key) => string.IsNullOrWhiteSpace(key) || EnvironmentReferences.IsPure(key) || Reference().IsMatch(key)
            ? key
            : change(place, key),
        (place, address) => CredentialNames.Change(address, (number, part) => Reference().IsMatch(part)
            ? part
            : change(FormattableString.Invariant($"{place}#{number}"), part)),
        (place, name, value) => CredentialNames.IsHeader(name, value) && !Reference().IsMatch(value)
            ? change(place, value)
            : value).Of(team);

    private static string PlaceOf(string literal) => literal.Split('#')[0];

    [GeneratedRegex(@"\$\{literal:(?<place>[^}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
