using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;

namespace DurableTeams.Http.Forms;

/// <summary>What a person entered, as JSON.</summary>
public static class FormValues
{
    /// <summary>
    /// The object that the inputs of a form make. A field that is left empty is left out, unless it is a text that must be given.
    /// </summary>
    /// <param name="fields">The fields.</param>
    /// <param name="entered">What was entered, by name of input; null where the form has no such input.</param>
    /// <exception cref="ApiException">400: something entered is not of its type.</exception>
    public static JsonElement Read(IReadOnlyList<ArgumentField> fields, Func<string, string?> entered)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(entered);
        var made = new JsonObject();
        foreach (var field in fields)
        {
            var text = entered(DecisionInputs.Value + field.Name);
            if (text is null || (text.Length == 0 && !(field is { Type: FieldType.Text, Value: not null, Choices.Count: 0 })))
                continue;
            made[field.Name] = Value(field, text);
        }

        return JsonSerializer.SerializeToElement(made);
    }

    private static JsonNode? Value(ArgumentField field, string text)
    {
        // As JSON first, since two of different types may look alike.
        if (field.Choices.Count > 0)
        {
            var chosen = field.Choices.Where(choice => choice.GetRawText() == text)
                .Concat(field.Choices.Where(choice => ArgumentField.TextOf(choice) == text)).Take(1).ToList();
            return chosen is [var choice]
                ? Node(choice)
                : throw ApiErrors.InvalidField(field.Name, "is none of the values to choose from.");
        }

        switch (field.Type)
        {
            case FieldType.Text:
                // Browsers send the lines of a text so.
                return JsonValue.Create(text.Replace("\r\n", "\n", StringComparison.Ordinal));
            case FieldType.Boolean:
                return text is "true" or "false"
                    ? JsonValue.Create(text == "true")
                    : throw ApiErrors.InvalidField(field.Name, "must be true or false.");
            case FieldType.Json:
                return Node(RequestBody.ReadText(text, field.Name));
            default:
                // As JSON, so that no digit is lost.
                return RequestBody.ReadText(text, field.Name) is { ValueKind: JsonValueKind.Number } number
                    ? Node(number)
                    : throw ApiErrors.InvalidField(field.Name, "is not a number.");
        }
    }

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
