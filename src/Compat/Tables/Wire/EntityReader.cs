using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>The reverse of <see cref="EntityWriter"/>, for answers with minimal metadata.</summary>
internal static class EntityReader
{
    public static T Read<T>(JsonElement json)
        where T : class, ITableEntity
    {
        var values = Values(json);
        return typeof(T) == typeof(TableEntity) || typeof(T) == typeof(ITableEntity)
            ? (T)(object)new TableEntity(values!)
            : EntityShape.Of(typeof(T)).Create<T>(values);
    }

    private static Dictionary<string, object?> Values(JsonElement json)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var types = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name.EndsWith(EntityNames.TypeSuffix, StringComparison.Ordinal))
                types[property.Name[..^EntityNames.TypeSuffix.Length]] = property.Value.GetString();
        }

        foreach (var property in json.EnumerateObject())
        {
            var name = property.Name;
            if (name.EndsWith(EntityNames.TypeSuffix, StringComparison.Ordinal) || IsMetadata(name)) continue;
            values[name] = Value(property.Value, name == EntityNames.Timestamp ? "Edm.DateTime" : types.GetValueOrDefault(name));
        }

        return values;
    }

    private static bool IsMetadata(string name) =>
        name.StartsWith("odata.", StringComparison.Ordinal) && name != EntityNames.ETag;

    private static object? Value(JsonElement json, string? type) => (json.ValueKind, type) switch
    {
        (JsonValueKind.Null, _) => null,
        (_, "Edm.DateTime") =>
            DateTimeOffset.Parse(json.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        (_, "Edm.Guid") => json.GetGuid(),
        (_, "Edm.Binary") => json.GetBytesFromBase64(),
        (JsonValueKind.String, "Edm.Int64") => long.Parse(json.GetString()!, CultureInfo.InvariantCulture),
        (JsonValueKind.String, "Edm.Double") => double.Parse(json.GetString()!, CultureInfo.InvariantCulture),
        (JsonValueKind.Number, "Edm.Int64") => json.GetInt64(),
        (JsonValueKind.Number, "Edm.Double") => json.GetDouble(),
        (JsonValueKind.Number, _) => json.TryGetInt32(out var whole) ? (object)whole : json.GetDouble(),
        (JsonValueKind.True, _) => true,
        (JsonValueKind.False, _) => false,
        (JsonValueKind.String, null or "Edm.String") => json.GetString(),
        _ => throw new NotSupportedException($"Not supported type {type} of a {json.ValueKind}."),
    };
}
