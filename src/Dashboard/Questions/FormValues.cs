using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Errors;

namespace DurableTeams.Dashboard.Questions;

/// <summary>What a person entered, as JSON.</summary>
internal static class FormValues
{
    /// <summary>What comes before the name of a property in the name of its input.</summary>
    public const string Prefix = "field.";

    /// <summary>
    /// The object that the inputs of a form make. A field that is left empty is left out, unless it is a text that must be given.
    /// </summary>
    /// <exception cref="ApiException">400: something entered is not of its type.</exception>
    public static JsonElement Read(IReadOnlyList<ArgumentField> fields, Func<string, string?> entered)
    {
        var made = new JsonObject();
        foreach (var field in fields)
        {
            var text = entered(Prefix + field.Name);
            if (text is null || (text.Length == 0 && !(field is { Type: FieldType.Text, Value: not null }))) continue;
            made[field.Name] = Value(field, text);
        }

        return JsonSerializer.SerializeToElement(made);
    }

    /// <summary>A text as JSON.</summary>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static JsonElement Json(string name, string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            throw ApiErrors.InvalidField(name, "is not JSON.");
        }
    }

    private static JsonNode? Value(ArgumentField field, string text)
    {
        // A choice is sent by its place, since two of different types may look alike.
        if (field.Choices.Count > 0)
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < field.Choices.Count
                ? Node(field.Choices[place])
                : throw ApiErrors.InvalidField(field.Name, "is none of the values to choose from.");
        }

        switch (field.Type)
        {
            case FieldType.Text:
                // Browsers send the lines of a text so.
                return JsonValue.Create(text.Replace("\r\n", "\n", StringComparison.Ordinal));
            case FieldType.Boolean:
                return JsonValue.Create(text == "true");
            case FieldType.Json:
                return Node(Json(field.Name, text));
            default:
                // As JSON, so that no digit is lost.
                return Json(field.Name, text) is { ValueKind: JsonValueKind.Number } number
                    ? Node(number)
                    : throw ApiErrors.InvalidField(field.Name, "is not a number.");
        }
    }

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
