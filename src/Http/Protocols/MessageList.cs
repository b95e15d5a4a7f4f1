using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;

namespace DurableTeams.Http.Protocols;

/// <summary>The messages of a conversation, as clients of several protocols send them: objects with an id and a role.</summary>
internal static class MessageList
{
    /// <summary>Reads the member <c>messages</c>.</summary>
    /// <param name="body">The body.</param>
    /// <param name="roles">The roles of the protocol.</param>
    /// <param name="check">Checks one more thing of each message, which stands at the place given.</param>
    /// <exception cref="ApiException">400: they are not such messages.</exception>
    public static List<JsonElement> Read(BodyFields body, IReadOnlyList<string> roles, Action<BodyFields, string>? check = null)
    {
        if (body.OptionalValue("messages") is not { ValueKind: JsonValueKind.Array } messages)
            throw ApiErrors.InvalidField("messages", "is required, an array.");
        List<JsonElement> read = [];
        foreach (var message in messages.EnumerateArray())
        {
            var place = FormattableString.Invariant($"messages[{read.Count}]");
            if (message.ValueKind != JsonValueKind.Object) throw ApiErrors.InvalidField(place, "must be an object.");
            var fields = new BodyFields(message, place + ".");
            fields.RequiredText("id");
            if (fields.OptionalWord("role", roles) is null)
                throw ApiErrors.InvalidField(place + ".role", $"is required, one of {string.Join(", ", roles)}.");
            check?.Invoke(fields, place);
            read.Add(message);
        }

        return read;
    }
}
