using System.Text;
using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// A message of the user (A2A 1.0, section 4.1.4). Members that are not known are passed over (section 5.7); an empty text is
/// the same as none.
/// </summary>
/// <param name="MessageId">The client's id of it.</param>
/// <param name="ContextId">The session.</param>
/// <param name="TaskId">The run that it answers.</param>
/// <param name="Parts">Its content.</param>
/// <param name="Metadata">What the client says of it.</param>
internal sealed record A2AMessage(
    string MessageId, string? ContextId, string? TaskId, IReadOnlyList<A2APart> Parts, BodyFields? Metadata)
{
    private const int MaxIdLength = 200;
    private const int MaxParts = 100;

    /// <summary>The texts, one below the other; null with none.</summary>
    public string? Text
    {
        get
        {
            var texts = Parts.Where(part => part.Text is not null).Select(part => part.Text).ToList();
            return texts.Count == 0 ? null : string.Join('\n', texts);
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="ApiException">400: it is no such message.</exception>
    public static A2AMessage Read(BodyFields message)
    {
        var id = OptionalId(message, "messageId")
            ?? throw ApiErrors.InvalidField(message.PathOf("messageId"), "is required, a string.");
        if (message.OptionalText("role", MaxIdLength) is not "ROLE_USER")
            throw ApiErrors.InvalidField(message.PathOf("role"), "must be ROLE_USER.");
        var parts = message.RequiredObjects("parts", MaxParts).Select(A2APart.Read).ToList();
        return new A2AMessage(
            id, OptionalId(message, "contextId"), OptionalId(message, "taskId"), parts, message.OptionalFields("metadata"));
    }

    /// <summary>What the team is asked: the texts, and data as JSON.</summary>
    /// <exception cref="ApiException">400: nothing.</exception>
    public string Question(string place)
    {
        var text = new StringBuilder();
        foreach (var part in Parts)
            text.Append(text.Length == 0 ? "" : "\n").Append(part.Text ?? part.Data!.Value.GetRawText());
        return string.IsNullOrWhiteSpace(text.ToString())
            ? throw ApiErrors.InvalidField(place, "must not be empty.")
            : text.ToString();
    }

    /// <summary>An id; null where it is empty, as clients write what they have not.</summary>
    public static string? OptionalId(BodyFields fields, string name) =>
        fields.OptionalText(name, MaxIdLength) is { Length: > 0 } ? fields.OptionalId(name, MaxIdLength) : null;
}

/// <summary>A part of a message: text or data (A2A 1.0, section 4.1.6).</summary>
/// <param name="Text">The text.</param>
/// <param name="Data">Any JSON.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record A2APart(string? Text, JsonElement? Data, string Place)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="ApiException">400: it is none, or one of another kind.</exception>
    public static A2APart Read(BodyFields part)
    {
        var place = part.PathOf("").TrimEnd('.');
        foreach (var file in (string[])["raw", "url"])
        {
            if (part.OptionalValue(file) is not null)
                throw new ApiException(
                    400, "unsupportedContent", $"{place}: teams take text and data, and no files.", part.PathOf(file));
        }

        var text = part.OptionalText("text", int.MaxValue);
        var data = part.OptionalValue("data");
        return (text is null) != (data is null)
            ? new A2APart(text, data, part.PathOf("data"))
            : throw ApiErrors.InvalidField(place, "must have either text or data.");
    }
}
