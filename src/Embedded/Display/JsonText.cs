using System.Text.Json;

namespace DurableTeams.Embedded.Display;

/// <summary>Reads JSON whose shape another version may have changed: what is not there is empty.</summary>
internal static class JsonText
{
    /// <summary>The member's text; a member that is no text is given as JSON; empty where there is none.</summary>
    public static string Text(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => "",
        var other => other.GetRawText(),
    };

    /// <summary>The member; undefined where there is none.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    /// <summary>The items of the member; none where it is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The member's number, or null.</summary>
    public static long? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>The member's time, or null.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) ? time : null;
}
