using System.Text.Json;
using DurableTeams.Approvals;

namespace DurableTeams.Http.Forms;

/// <summary>The fields of arguments: from their schema where it is known, and from the values.</summary>
public static class ArgumentFields
{
    /// <summary>The fields of a call's arguments: those of the schema in its order, then what else the model gave.</summary>
    /// <param name="arguments">The arguments, an object.</param>
    /// <param name="schema">The JSON Schema of the arguments; null where it is not known.</param>
    public static IReadOnlyList<ArgumentField> Of(JsonElement arguments, JsonElement? schema)
    {
        if (arguments.ValueKind != JsonValueKind.Object) return [];
        List<ArgumentField> fields = [];
        var properties = Part(schema, "properties");
        HashSet<string> required = Part(schema, "required") is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
            : [];
        if (properties is { ValueKind: JsonValueKind.Object } known)
        {
            foreach (var property in known.EnumerateObject())
            {
                JsonElement? value = arguments.TryGetProperty(property.Name, out var given) ? given : null;
                fields.Add(Field(property.Name, property.Value, value, required.Contains(property.Name)));
            }
        }

        foreach (var property in arguments.EnumerateObject())
        {
            if (!fields.Exists(field => field.Name == property.Name))
                fields.Add(Field(property.Name, default, property.Value, isRequired: false));
        }

        return fields;
    }

    /// <summary>The fields that a person is asked for.</summary>
    public static IReadOnlyList<ArgumentField> Of(IReadOnlyList<InputFieldView> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return
        [
            .. fields.Select(field => new ArgumentField(
                field.Name, TypeOf(field.Type, field.Value), field.Description, field.Required, field.Value,
                field.Choices ?? [])),
        ];
    }

    private static ArgumentField Field(string name, JsonElement schema, JsonElement? value, bool isRequired)
    {
        var type = Part(schema, "type") is { ValueKind: JsonValueKind.String } word ? word.GetString() : null;
        var choices = Part(schema, "enum") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList() : [];
        var description = Part(schema, "description") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        // A value that is not of its type is shown as it is.
        var asked = TypeOf(type, value);
        var own = value is { } given ? TypeOf(null, given) : asked;
        var fits = own == asked || (own == FieldType.Integer && asked == FieldType.Number);
        return new ArgumentField(name, fits ? asked : FieldType.Json, description, isRequired, value, fits ? choices : []);
    }

    private static FieldType TypeOf(string? word, JsonElement? value) => word switch
    {
        "string" => FieldType.Text,
        "integer" => FieldType.Integer,
        "number" => FieldType.Number,
        "boolean" => FieldType.Boolean,
        null => value?.ValueKind switch
        {
            JsonValueKind.String => FieldType.Text,
            JsonValueKind.Number => value.Value.TryGetInt64(out _) ? FieldType.Integer : FieldType.Number,
            JsonValueKind.True or JsonValueKind.False => FieldType.Boolean,
            _ => FieldType.Json,
        },
        _ => FieldType.Json,
    };

    private static JsonElement? Part(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var part) ? part : null;
}
