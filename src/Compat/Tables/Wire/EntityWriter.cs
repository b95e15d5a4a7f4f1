using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>An entity as JSON; what JSON does not tell apart carries its EDM type.</summary>
internal static class EntityWriter
{
    // The relaxed encoder leaves text outside ASCII as it is: half the bytes, and the service counts bytes.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(ITableEntity entity)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach (var (name, value) in Properties(entity)) Write(json, name, value);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Properties(ITableEntity entity)
    {
        var all = entity is IDictionary<string, object?> dictionary ? dictionary : EntityShape.Of(entity.GetType()).Read(entity);
        // The service sets the time stamp itself, and takes a property without value for one that is not there.
        return all.Where(each => each.Value is not null && each.Key is not (EntityNames.Timestamp or EntityNames.ETag));
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case string text: json.WriteString(name, text); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: Typed(json, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture)); break;
            case ulong number: Typed(json, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture)); break;
            case float number: Write(json, name, number); break;
            case double number: Write(json, name, number); break;
            case Guid id: Typed(json, name, "Edm.Guid", id.ToString()); break;
            case DateTimeOffset moment: Typed(json, name, "Edm.DateTime", ODataLiteral.Moment(moment)); break;
            case DateTime { Kind: not DateTimeKind.Utc } moment:
                throw new NotSupportedException($"DateTime {moment} has a Kind of {moment.Kind}. It must be UTC.");
            case DateTime moment: Typed(json, name, "Edm.DateTime", ODataLiteral.Moment(moment)); break;
            case byte[] bytes: Typed(json, name, "Edm.Binary", Convert.ToBase64String(bytes)); break;
            case BinaryData bytes: Typed(json, name, "Edm.Binary", Convert.ToBase64String(bytes.ToMemory().Span)); break;
            case Enum member: json.WriteString(name, member.ToString()); break;
            default: throw new NotSupportedException($"Not supported type {value?.GetType()} of property '{name}'.");
        }
    }

    private static void Write(Utf8JsonWriter json, string name, double number)
    {
        json.WriteString(name + EntityNames.TypeSuffix, "Edm.Double");
        if (double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteString(name, double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }

    private static void Typed(Utf8JsonWriter json, string name, string type, string value)
    {
        json.WriteString(name + EntityNames.TypeSuffix, type);
        json.WriteString(name, value);
    }
}
