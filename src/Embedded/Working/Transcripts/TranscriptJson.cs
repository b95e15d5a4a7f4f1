using System.Globalization;
using System.Text.Json;

namespace DurableTeams.Embedded.Working.Transcripts;

/// <summary>Reading lines that others write: what is missing, or is not as expected, is null.</summary>
internal static class TranscriptJson
{
    /// <summary>The first of the members that is there and not null.</summary>
    public static JsonElement? Of(this JsonElement value, params ReadOnlySpan<string> names)
    {
        if (value.ValueKind != JsonValueKind.Object) return null;
        foreach (var name in names)
        {
            if (value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null) return member;
        }

        return null;
    }

    public static string? TextOf(this JsonElement value, params ReadOnlySpan<string> names) =>
        value.Of(names) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static JsonElement? ObjectOf(this JsonElement value, params ReadOnlySpan<string> names) =>
        value.Of(names) is { ValueKind: JsonValueKind.Object } member ? member : null;

    public static IEnumerable<JsonElement> ItemsOf(this JsonElement value, params ReadOnlySpan<string> names) =>
        value.Of(names) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    public static long NumberOf(this JsonElement value, params ReadOnlySpan<string> names) =>
        value.Of(names) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole) && whole > 0
            ? whole
            : 0;

    public static DateTimeOffset? TimeOf(this JsonElement value, params ReadOnlySpan<string> names) =>
        DateTimeOffset.TryParse(
            value.TextOf(names), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The words of a content: a text, or blocks with texts.</summary>
    public static string? Words(this JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } blocks when blocks.EnumerateArray()
            .Select(block => block.ValueKind == JsonValueKind.String ? block.GetString() : block.TextOf("text"))
            .OfType<string>().ToList() is { Count: > 0 } texts => string.Join("\n", texts),
        _ => null,
    };

    /// <summary>JSON that is written as a text, as JSON; any other value as it is.</summary>
    public static JsonElement? Unwrapped(this JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.String } text) return value?.Clone();
        try
        {
            return JsonElement.Parse(text.GetString()!);
        }
        catch (JsonException)
        {
            return text.Clone();
        }
    }
}
