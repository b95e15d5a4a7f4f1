using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DurableTeams.Definitions;

/// <summary>
/// What <c>GET teams</c> shows of a team: its definition and <c>version</c>. Keys and header values are shown only where
/// they are nothing but <c>${NAME}</c>; addresses lose their user info and query values; a script is shown as its number of rules.
/// </summary>
public static partial class DefinitionView
{
    private const string Masked = "***";

    /// <summary>The team as JSON in the style of the contract.</summary>
    public static JsonObject Of(PinnedTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        // Scripts can be long and are not shown: they are left out before anything is made of them.
        var rules = team.Definition.Models.ToDictionary(m => m.Key, m => m.Value.Script?.Count, StringComparer.Ordinal);
        var shown = team.Definition with
        {
            Models = new(team.Definition.Models.ToDictionary(m => m.Key, m => Mask(m.Value), StringComparer.Ordinal), StringComparer.Ordinal),
            Tools = new(team.Definition.Tools.ToDictionary(t => t.Key, t => t.Value with { Http = Mask(t.Value.Http) }, StringComparer.Ordinal), StringComparer.Ordinal),
        };
        var json = JsonSerializer.SerializeToNode(shown, ContractJson.Options)!.AsObject();
        foreach (var (name, model) in json["models"]!.AsObject())
        {
            if (rules[name] is { } count) model!["script"] = new JsonObject { ["rules"] = count };
        }

        json["version"] = team.Version;
        return json;
    }

    /// <summary>An address without the secrets that it may hold.</summary>
    internal static string MaskAddress(string address)
    {
        var masked = UserInfo().Replace(address, "${start}" + Masked + "@");
        masked = QueryValue().Replace(masked, match => EnvironmentReferences.IsPure(match.Groups["value"].Value) ? match.Value : match.Groups["start"].Value + Masked);
        return TokenInPath().Replace(masked, Masked);
    }

    private static ModelDefinition Mask(ModelDefinition model) => model with
    {
        ApiKey = MaskValue(model.ApiKey),
        Endpoint = model.Endpoint is null ? null : MaskAddress(model.Endpoint),
        Script = null,
    };

    private static HttpToolDefinition? Mask(HttpToolDefinition? http) => http is null ? null : http with
    {
        Url = MaskAddress(http.Url),
        Headers = new(http.Headers.ToDictionary(h => h.Key, h => MaskValue(h.Value)!, StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase),
    };

    private static string? MaskValue(string? value) => value is null || EnvironmentReferences.IsPure(value) ? value : Masked;

    [GeneratedRegex(@"(?<start>\A[^:/?#]*://)[^/?#]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<start>[?&#](?:[^=&#]*=)?)(?<value>[^&#]+)", RegexOptions.CultureInvariant)]
    private static partial Regex QueryValue();

    // Some services take their key in the path (api.telegram.org/bot123:AbC…/sendMessage): long segments of letters and digits.
    [GeneratedRegex(@"(?<=/)(?=[^/?#]*[0-9])(?=[^/?#]*[A-Za-z])[^/?#${}.]{24,}(?=[/?#]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex TokenInPath();
}
