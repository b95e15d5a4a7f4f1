using System.Globalization;
using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>JSON paths for messages.</summary>
internal static class SchemaPath
{
    public const string Root = "$";

    private const int MaxName = 64;

    /// <summary>The path of a member. A name that is no identifier is in brackets; a long name is cut.</summary>
    public static string Member(string path, string name)
    {
        if (name.Length is > 0 and <= MaxName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return $"{path}.{name}";
        var shown = name.Length > MaxName ? name[..MaxName] + "…" : name;
        return $"{path}['{JsonEncodedText.Encode(shown)}']";
    }

    /// <summary>The path of an item.</summary>
    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
