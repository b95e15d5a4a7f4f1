using System.Globalization;
using DurableTeams.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DurableTeams.Http.Requests;

/// <summary>Reads the request headers that the API knows.</summary>
internal static class HeaderFields
{
    private const int MaxWaitSeconds = 60;
    private const string EventStreamType = "text/event-stream";
    private const string JsonType = "application/json";

    /// <summary>The idempotency key, or null.</summary>
    public static string? IdempotencyKey(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Idempotency-Key", out var values)) return null;
        var key = values.Count == 1 ? values.ToString().Trim() : "";
        return key.Length is >= 1 and <= 255
            ? key
            : throw ApiErrors.InvalidHeader("Idempotency-Key", "must be one value of 1 to 255 characters.");
    }

    /// <summary>
    /// How long <c>Prefer: wait=N</c> asks to wait, at most a minute; null without. What is not understood is ignored (RFC 7240).
    /// </summary>
    public static TimeSpan? Wait(HttpRequest request)
    {
        foreach (var preference in request.Headers["Prefer"].SelectMany(value => (value ?? "").Split(',', ';')))
        {
            var parts = preference.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !parts[0].Equals("wait", StringComparison.OrdinalIgnoreCase)) continue;
            var digits = parts[1].Trim('"');
            if (digits.Length == 0 || !digits.All(char.IsAsciiDigit)) continue;
            var seconds = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value
                : MaxWaitSeconds;
            return TimeSpan.FromSeconds(Math.Min(seconds, MaxWaitSeconds));
        }

        return null;
    }

    /// <summary>The sequence number of the last event that a reader has.</summary>
    public static long? LastEventId(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString();
        if (text.Length == 0) return null;
        return QueryFields.ParseSequence(text) ?? throw ApiErrors.InvalidHeader("Last-Event-ID", QueryFields.SequenceIs);
    }

    /// <summary>
    /// Whether the caller would rather have events than JSON; <paramref name="otherwise"/> where it does not say.
    /// </summary>
    public static bool WantsEvents(HttpRequest request, bool otherwise)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return otherwise;
        double events = Quality(accepted, EventStreamType), json = Quality(accepted, JsonType);
        return events == json ? otherwise : events > json;
    }

    /// <summary>Whether the caller is a browser: it names HTML, and wants JSON no more.</summary>
    public static bool WantsPage(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && Quality(accepted, "text/html") is > 0 and var page && page >= Json(accepted);

    /// <summary>Whether the caller names JSON, and wants HTML less.</summary>
    public static bool WantsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && Json(accepted) is > 0 and var json && json > Quality(accepted, "text/html");

    private static double Json(IList<MediaTypeHeaderValue> accepted) =>
        Math.Max(Quality(accepted, JsonType), Quality(accepted, "application/problem+json"));

    private static double Quality(IList<MediaTypeHeaderValue> accepted, string type) =>
        accepted.Where(value => value.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(value => value.Quality ?? 1).DefaultIfEmpty(0).Max();
}
