using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Json;

namespace DurableTeams.Definitions;

/// <summary>
/// The view of a team in <c>GET teams</c>: its definition and <c>version</c>. A key or header value is shown only where it
/// consists of <c>${NAME}</c> alone. Addresses are shown without user info and query values, a script as its number of rules.
/// </summary>
public static partial class DefinitionView
{
    private const string Mask = "***";

    private static readonly OutgoingTexts Masked = new(
        (_, key) => MaskValue(key), (_, address) => MaskAddress(address), (_, _, value) => MaskValue(value));

    /// <summary>The team as JSON in the style of the contract.</summary>
    public static JsonObject Of(PinnedTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        // Scripts can be long and are not shown: they are left out first.
        var rules = team.Definition.Models.ToDictionary(m => m.Key, m => m.Value.Script?.Count, StringComparer.Ordinal);
        var shown = Masked.Of(team.Definition with
        {
            Models = team.Definition.Models.With(model => model with { Script = null }),
        });
        var json = JsonSerializer.SerializeToNode(shown, ContractJson.Options)!.AsObject();
        foreach (var (name, model) in json["models"]!.AsObject())
        {
            if (rules[name] is { } count) model!["script"] = new JsonObject { ["rules"] = count };
        }

        json["version"] = team.Version;
        return json;
    }

    /// <summary>An address without the secrets in it.</summary>
    internal static string MaskAddress(string address)
    {
        var masked = UserInfo().Replace(address, "${start}" + Mask + "@");
        masked = QueryValue().Replace(masked, match => match.Groups["start"].Value + MaskValue(match.Groups["value"].Value));
        return TokenInPath().Replace(masked, Mask);
    }

    private static string MaskValue(string value) => EnvironmentReferences.IsPure(value) ? value : Mask;

    [GeneratedRegex(@"(?<start>\A[^:/?#]*://)[^/?#]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<start>[?&#](?:[^=&#]*=)?)(?<value>[^&#]+)", RegexOptions.CultureInvariant)]
    private static partial Regex QueryValue();

    // Some services take their key in the path (api.telegram.org/bot123:AbC…/sendMessage): long segments of letters and digits.
    [GeneratedRegex(@"(?<=/)(?=[^/?#]*[0-9])(?=[^/?#]*[A-Za-z])[^/?#${}.]{24,}(?=[/?#]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex TokenInPath();
}
