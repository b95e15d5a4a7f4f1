using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DurableTeams.Definitions.Checks;

namespace DurableTeams.Definitions.Files;

/// <summary>Free-form YAML (arguments, schemas, state) as JSON, by the core schema of YAML 1.2.</summary>
internal static partial class YamlJson
{
    /// <summary>The node as JSON.</summary>
    public static JsonNode? ToJson(YamlNode node, Findings findings) => node switch
    {
        YamlMap map => ToObject(map, findings),
        YamlList list => new JsonArray([.. list.Items.Select(item => ToJson(item, findings))]),
        YamlScalar scalar => ToValue(scalar, findings),
        _ => null,
    };

    /// <summary>The mapping as a JSON object.</summary>
    public static JsonObject ToObject(YamlMap map, Findings findings) =>
        new(map.Entries.Select(e => KeyValuePair.Create(e.Key, ToJson(e.Value, findings))));

    /// <summary>The scalar as a whole number, or null.</summary>
    public static long? Whole(YamlScalar scalar)
    {
        if (!scalar.Plain) return null;
        var text = scalar.Value;
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex)
                ? hex
                : null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>The scalar as a number, or null.</summary>
    public static double? Number(YamlScalar scalar)
    {
        if (Whole(scalar) is { } whole) return whole;
        return scalar.Plain && Float().IsMatch(scalar.Value)
            && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>The scalar as a bool, or null.</summary>
    public static bool? Flag(YamlScalar scalar) => !scalar.Plain ? null : scalar.Value switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    private static JsonValue? ToValue(YamlScalar scalar, Findings findings)
    {
        if (scalar.IsNull) return null;
        if (Flag(scalar) is { } flag) return JsonValue.Create(flag);
        if (Whole(scalar) is { } whole) return JsonValue.Create(whole);
        if (Number(scalar) is not { } number) return JsonValue.Create(scalar.Value);
        if (double.IsFinite(number)) return JsonValue.Create(number);
        findings.ReportAt(scalar.Line, $"the number {scalar.Value} is out of range; quote it if it is text");
        return null;
    }

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();
}
