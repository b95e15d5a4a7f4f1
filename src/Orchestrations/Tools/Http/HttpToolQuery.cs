using System.Text;
using System.Text.Json;
using DurableTeams.Json;

namespace DurableTeams.Tools.Http;

/// <summary>Writes a call's arguments as query.</summary>
internal static class HttpToolQuery
{
    /// <summary>
    /// The address with the arguments after its own query: text as it is, numbers and booleans as in JSON, an array as its name
    /// repeated, an object as JSON; null is left out. An argument whose name is in the address's own query is left out: a model
    /// cannot change what the team file fixed.
    /// </summary>
    public static Uri Add(Uri url, JsonElement arguments)
    {
        var own = url.Query.TrimStart('?');
        var taken = own.Split('&').Select(pair => Uri.UnescapeDataString(pair.Split('=')[0].Replace('+', ' ')))
            .ToHashSet(StringComparer.Ordinal);
        var query = new StringBuilder(own);
        foreach (var argument in arguments.EnumerateObject())
        {
            if (argument.Name.Length > 0 && taken.Contains(argument.Name)) continue;
            if (argument.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in argument.Value.EnumerateArray()) Append(query, argument.Name, item);
            }
            else
            {
                Append(query, argument.Name, argument.Value);
            }
        }

        return new UriBuilder(url) { Query = query.ToString(), Fragment = "" }.Uri;
    }

    private static void Append(StringBuilder query, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array or JsonValueKind.Object => JsonSerializer.Serialize(value, ContractJson.Compact),
            _ => value.GetRawText(),
        };
        if (query.Length > 0) query.Append('&');
        query.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(text));
    }
}
