using System.Text.Json;
using DurableTeams.Json.Answers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Json;

/// <summary>
/// The arguments of a model's tool call. A model may write something that is no JSON object, or nest one too deep. Then the
/// call does not fail: <see cref="FunctionCallContent.Arguments"/> is null, <see cref="FunctionCallContent.Exception"/> has the
/// error, and the text is kept under <see cref="Key"/>, so that the model can be told.
/// </summary>
internal static class RawArguments
{
    /// <summary>The key of the model's own text in <see cref="AIContent.AdditionalProperties"/>.</summary>
    public const string Key = "rawArguments";

    /// <summary>The text of a call's arguments where it is no JSON object; null for a call whose arguments were read.</summary>
    public static string? Of(FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        object? raw = null;
        call.AdditionalProperties?.TryGetValue(Key, out raw);
        // A call that was stored and read again holds JSON elements.
        return raw is JsonElement { ValueKind: JsonValueKind.String } stored ? stored.GetString() : raw as string;
    }

    /// <summary>Makes the call; no text at all, or <c>null</c>, is a call without arguments.</summary>
    internal static FunctionCallContent Read(string callId, string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return new FunctionCallContent(callId, name, new Dictionary<string, object?>());
        try
        {
            using var document = CallArguments.Parse(LenientJson.Repair(text));
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object when CallArguments.IsTooDeep(document.RootElement) =>
                    Unread(new JsonException("The arguments are nested too deep.")),
                JsonValueKind.Object => new FunctionCallContent(callId, name, Members(document.RootElement)),
                JsonValueKind.Null => new FunctionCallContent(callId, name, new Dictionary<string, object?>()),
                // The model wrote the object as a text.
                JsonValueKind.String when Inner(document.RootElement.GetString()!) is { } inner =>
                    new FunctionCallContent(callId, name, inner),
                var kind => Unread(new JsonException($"The arguments are {kind}, not a JSON object.")),
            };
        }
        catch (JsonException failure)
        {
            return Unread(failure);
        }

        FunctionCallContent Unread(JsonException failure) => new(callId, name)
        {
            Exception = failure,
            RawRepresentation = text,
            AdditionalProperties = new() { [Key] = text },
        };
    }

    private static Dictionary<string, object?>? Inner(string text)
    {
        if (text.TrimStart() is not ['{', ..]) return null;
        try
        {
            using var document = CallArguments.Parse(LenientJson.Repair(text));
            return CallArguments.IsTooDeep(document.RootElement) ? null : Members(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<string, object?> Members(JsonElement arguments)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in arguments.EnumerateObject()) members[member.Name] = member.Value.Clone();
        return members;
    }
}
