using System.Globalization;
using System.Text.Json;
using DurableTeams.Models.Providers;
using static DurableTeams.Models.Providers.ProviderJson;

namespace DurableTeams.Models.OpenAI;

/// <summary>Errors that come with status 200: of the whole answer, or of a choice, half a text beside it or not.</summary>
internal static class ChatCompletionError
{
    // What asking again will not mend, by the names that servers give it.
    private static readonly string[] Lasting =
    [
        "invalid_request_error", "authentication_error", "permission_error", "not_found_error", "invalid_api_key",
        "insufficient_quota",
        "context_length_exceeded", "model_not_found", "unsupported_parameter",
    ];

    /// <summary>The failure that the member <c>error</c> stands for; null where it is missing, null or empty.</summary>
    /// <param name="holder">What has the member.</param>
    /// <param name="words">Where the provider's words are.</param>
    /// <param name="secret">The key, taken out of the words.</param>
    public static ModelException? In(JsonElement holder, JsonElement words, string? secret)
    {
        if (Member(holder, "error") is not { } error || IsEmpty(error)) return null;
        var said = ProviderError.Describe(words.GetRawText());
        return Status(error) is { } status
            ? ProviderError.FromStatus(status, said, secret)
            : new ModelException(
                $"The model provider answered with an error: {ProviderError.Clean(said, secret)}", !IsLasting(error), 200);
    }

    private static bool IsEmpty(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Object => !error.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.Null),
        JsonValueKind.String => string.IsNullOrWhiteSpace(error.GetString()),
        JsonValueKind.True => false,
        _ => true,
    };

    private static int? Status(JsonElement error)
    {
        foreach (var name in (ReadOnlySpan<string>)["code", "status", "status_code"])
        {
            var number = Member(error, name) switch
            {
                { ValueKind: JsonValueKind.Number } code when code.TryGetInt32(out var whole) => whole,
                { ValueKind: JsonValueKind.String } text when int.TryParse(
                    text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var read) => read,
                _ => 0,
            };
            if (number is >= 400 and <= 599) return number;
        }

        return null;
    }

    private static bool IsLasting(JsonElement error) =>
        Lasting.Contains(String(error, "type")) || Lasting.Contains(String(error, "code"));
}
