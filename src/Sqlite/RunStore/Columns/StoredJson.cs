using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>
/// JSON in its stored form: <see cref="ContractJson.Compact"/>, but deeper, since a value of the contract's full depth may be
/// some levels down in a row's JSON.
/// </summary>
internal static class StoredJson
{
    private const int Depth = 512;
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = Depth };

    private static readonly JsonSerializerOptions Options = new(ContractJson.Compact) { MaxDepth = Depth };

    /// <summary>The text of a value; null for none.</summary>
    public static string? Write(JsonElement? value) =>
        value is not { ValueKind: not JsonValueKind.Undefined } element ? null : JsonSerializer.Serialize(element, Options);

    /// <summary>The text of an object; null for none.</summary>
    public static string? Write<T>(T? value) where T : class => value is null ? null : JsonSerializer.Serialize(value, Options);

    /// <summary>An object as a value that stands on its own.</summary>
    public static JsonElement Element<T>(T value) where T : class => JsonSerializer.SerializeToElement(value, Options);

    /// <summary>A value from its text.</summary>
    public static JsonElement Read(ReadOnlySpan<byte> text) => JsonElement.Parse(text, AnyDepth);

    /// <summary>A value from its text.</summary>
    public static JsonElement Read(string text) => JsonElement.Parse(text, AnyDepth);

    /// <summary>An object out of a value.</summary>
    public static T? Read<T>(JsonElement value) where T : class => value.Deserialize<T>(Options);

    /// <summary>An object from its text; null for none.</summary>
    public static T? Read<T>(Rows rows, int column) where T : class =>
        rows.IsNull(column) ? null : JsonSerializer.Deserialize<T>(rows.GetBytes(column), Options);
}
