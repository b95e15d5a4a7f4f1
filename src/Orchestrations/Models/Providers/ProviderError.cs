using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Json.Answers;
using DurableTeams.Outbound;

namespace DurableTeams.Models.Providers;

/// <summary>Reads the errors of model providers.</summary>
internal static class ProviderError
{
    private const int MaxLength = 1_000;

    /// <summary>The failure that an HTTP answer stands for.</summary>
    public static ModelException FromResponse(ClientResultException failure, string? secret)
    {
        var response = failure.GetRawResponse();
        return FromStatus(
            failure.Status, response is null ? null : Describe(response.Content.ToString()), secret, Wait(response));
    }

    /// <summary>The failure that an HTTP answer stands for.</summary>
    public static async Task<ModelException> FromResponseAsync(
        HttpResponseMessage response, string? secret, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return FromStatus(
            (int)response.StatusCode, Describe(body), secret, RetryAfterHeader.Of(response.Headers, DateTimeOffset.UtcNow));
    }

    /// <summary>The failure of a status with the provider's words.</summary>
    public static ModelException FromStatus(int status, string? words, string? secret, TimeSpan? retryAfter = null)
    {
        words = Clean(words ?? "", secret);
        var message = string.Create(CultureInfo.InvariantCulture, $"The model provider answered {status}");
        return new ModelException(
            words.Length == 0 ? message + "." : $"{message}: {words}", ModelFailures.IsTransient(status), status)
        {
            RetryAfter = retryAfter,
        };
    }

    /// <summary>The provider's own message out of an error body; the body itself where it has none.</summary>
    public static string Describe(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(LenientJson.Repair(body));
            return Find(document.RootElement) ?? body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    /// <summary>Text without the key and without control characters, not longer than a message should be.</summary>
    public static string Clean(string text, string? secret)
    {
        // Before cutting, so that no half of the key stays at the cut.
        if (!string.IsNullOrEmpty(secret))
            text = secret.Length < Redaction.MinLength
                ? text.Replace(secret, "[redacted]", StringComparison.Ordinal)
                : new Redaction([secret]).Remove(text);
        var cut = text.Length > MaxLength;
        var clean = new StringBuilder(cut ? text[..MaxLength] : text);
        for (var i = 0; i < clean.Length; i++)
        {
            if (char.IsControl(clean[i])) clean[i] = ' ';
        }

        return clean.ToString().Trim() + (cut ? "…" : "");
    }

    // {"error": {"message": …}}, {"error": "…"}, {"message": …} and {"detail": …} are all in use.
    private static string? Find(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) return element.GetString();
        if (element.ValueKind != JsonValueKind.Object) return null;
        foreach (var name in (ReadOnlySpan<string>)["error", "message", "detail"])
        {
            if (element.TryGetProperty(name, out var inner) && Find(inner) is { Length: > 0 } found) return found;
        }

        return null;
    }

    private static TimeSpan? Wait(PipelineResponse? response) => response is null
        ? null
        : RetryAfterHeader.Of(name => response.Headers.TryGetValue(name, out var value) ? value : null, DateTimeOffset.UtcNow);
}
