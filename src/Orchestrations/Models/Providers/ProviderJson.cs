using System.Text.Json;

namespace DurableTeams.Models.Providers;

/// <summary>Reads members of answers whose shape is not to be relied on.</summary>
internal static class ProviderJson
{
    /// <summary>
    /// Arguments that are nested too deep are the model's mistake, which it is told; the answer they are in is read.
    /// </summary>
    public static JsonDocumentOptions AnyDepth { get; } = new() { MaxDepth = int.MaxValue };

    /// <summary>A member that is there and not null.</summary>
    public static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member)
            && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    /// <summary>A member that is text.</summary>
    public static string? String(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A member that is a count, whole or not.</summary>
    public static long? Count(JsonElement element, string name) => Member(element, name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var count) && count >= 0 => count,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var count) && count is >= 0 and < 1e15 =>
            (long)count,
        _ => null,
    };
}
