using System.Text.Json;

namespace DurableTeams.Http.Forms;

/// <summary>One property that a person sees, edits or fills in.</summary>
/// <param name="Name">The property.</param>
/// <param name="Type">How it is entered.</param>
/// <param name="Description">What it is for, as its schema says.</param>
/// <param name="IsRequired">Whether it must be given.</param>
/// <param name="Value">Its value; null where it has none.</param>
/// <param name="Choices">The values to choose from; empty where any value of the type may be.</param>
public sealed record ArgumentField(
    string Name, FieldType Type, string? Description, bool IsRequired, JsonElement? Value, IReadOnlyList<JsonElement> Choices)
{
    /// <summary>The value as it is entered.</summary>
    public string Text => Value is not { } value ? "" : Type == FieldType.Json ? value.GetRawText() : TextOf(value);

    /// <summary>A value as it is entered: a text as it is, everything else as JSON.</summary>
    public static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => value.GetRawText(),
    };
}

/// <summary>How a property is entered.</summary>
public enum FieldType
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>JSON, for everything that has parts.</summary>
    Json,
}
