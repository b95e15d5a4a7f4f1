using System.Text;
using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.AiSdk;

/// <summary>
/// What <c>DefaultChatTransport</c> of the AI SDK sends (package ai 7, http-chat-transport.ts). Members that are not known are
/// passed over: apps add their own.
/// </summary>
/// <param name="ChatId">The chat: the session.</param>
/// <param name="Messages">The messages of the chat as the client has them.</param>
/// <param name="Regenerates">Whether the last answer is asked for once more.</param>
/// <param name="UserId">The user.</param>
internal sealed record AiSdkInput(string ChatId, IReadOnlyList<JsonElement> Messages, bool Regenerates, string? UserId)
{
    private const int MaxIdLength = 200;
    private static readonly string[] Roles = ["system", "user", "assistant"];

    /// <summary>The last message; null with none.</summary>
    public JsonElement? Last => Messages.Count > 0 ? Messages[^1] : null;

    /// <summary>Whether the user spoke last.</summary>
    public bool IsAsked => Last is { } last && last.GetProperty("role").ValueEquals("user"u8);

    /// <summary>Reads it.</summary>
    /// <exception cref="ApiException">400 or 413: it is not such an object.</exception>
    public static async ValueTask<AiSdkInput> ReadAsync(HttpRequest request)
    {
        var body = await RequestBody.ReadAsync(request);
        var id = body.OptionalId("id", MaxIdLength) ?? throw ApiErrors.InvalidField("id", "is required, the id of the chat.");
        var read = MessageList.Read(body, Roles, CheckParts);
        return new AiSdkInput(
            id, read, body.OptionalText("trigger", MaxIdLength) == "regenerate-message", body.OptionalId("userId", MaxIdLength));
    }

    /// <summary>What the user said last.</summary>
    /// <exception cref="ApiException">400: nothing, or something that is no text.</exception>
    public string Question()
    {
        var place = FormattableString.Invariant($"messages[{Messages.Count - 1}].parts");
        var text = new StringBuilder();
        foreach (var part in Last!.Value.GetProperty("parts").EnumerateArray())
        {
            if (!part.GetProperty("type").ValueEquals("text"u8))
                throw new ApiException(
                    400, "unsupportedContent", $"{place}: teams take text, and no part of another type.", place);
            if (!part.TryGetProperty("text", out var said) || said.ValueKind != JsonValueKind.String)
                throw ApiErrors.InvalidField(place, "has a text part without text.");
            text.Append(text.Length == 0 ? "" : "\n").Append(said.GetString());
        }

        return string.IsNullOrWhiteSpace(text.ToString())
            ? throw ApiErrors.InvalidField(place, "must not be empty.")
            : text.ToString();
    }

    /// <summary>What the client answers in the last message: approvals, and results of calls that it was asked for.</summary>
    public IReadOnlyList<AiSdkAnswer> Answers() => IsAsked || Last is not { } last
        ? []
        : [.. last.GetProperty("parts").EnumerateArray().Select(AiSdkAnswer.Read).OfType<AiSdkAnswer>()];

    private static void CheckParts(BodyFields message, string place)
    {
        if (message.OptionalValue("parts") is not { ValueKind: JsonValueKind.Array } parts)
            throw ApiErrors.InvalidField(place + ".parts", "is required, an array.");
        if (parts.EnumerateArray().Any(part => part.ValueKind != JsonValueKind.Object
            || !part.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String))
            throw ApiErrors.InvalidField(place + ".parts", "must hold objects with a type.");
    }
}
