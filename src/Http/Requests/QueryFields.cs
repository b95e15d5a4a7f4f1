using System.Globalization;
using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Services.Events;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>Reads query parameters, and names a wrong one. Empty is the same as absent.</summary>
internal readonly struct QueryFields(HttpRequest request)
{
    private const int MaxLength = 2048;
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd"];

    public string? Text(string name)
    {
        var values = request.Query[name];
        if (values.Count > 1) throw ApiErrors.InvalidQuery(name, "is given more than once.");
        var text = values.ToString();
        if (text.Length == 0) return null;
        if (text.Length > MaxLength || text.Contains('\0', StringComparison.Ordinal))
            throw ApiErrors.InvalidQuery(name, "is too long or holds the character U+0000.");
        return text;
    }

    /// <summary>The most items of a page; a caller that asks for more than 200 gets 200, and a cursor.</summary>
    public int Limit() => Text("limit") is not { } text ? DefaultLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1
            ? Math.Min(value, MaxLimit)
            : throw ApiErrors.InvalidQuery("limit", "must be a whole number, 1 or more.");

    /// <summary>A sequence number, 0 or more.</summary>
    public long? Sequence(string name) =>
        Text(name) is not { } text ? null : ParseSequence(text) ?? throw ApiErrors.InvalidQuery(name, SequenceIs);

    /// <summary>The value of an enum as the contract writes it.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(Spell(value), text, StringComparison.Ordinal)) return value;
        }

        throw ApiErrors.InvalidQuery(name, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(Spell))}.");
    }

    /// <summary>A time (RFC 3339), or a date, which is its beginning in UTC.</summary>
    public DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParseExact(
            text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw ApiErrors.InvalidQuery(name, "must be a time such as 2026-03-01T09:30:00Z, or a date.");

    /// <summary>Whether <c>include</c> asks for the one part that an answer can have beside the rest.</summary>
    public bool Includes(string part) => Text("include") is { } text
        && (text == part ? true : throw ApiErrors.InvalidQuery("include", $"must be {part}, or be left out."));

    /// <summary>What to tell beside the events themselves: everything where it is not said.</summary>
    public EventParts Include()
    {
        if (Text("include") is not { } text) return EventParts.All;
        if (text == Spell(EventParts.None)) return EventParts.None;
        var known = Enum.GetValues<EventParts>().Where(part => part is not (EventParts.None or EventParts.All)).ToList();
        var parts = EventParts.None;
        foreach (var word in text.Split(','))
        {
            var part = known.Find(part => Spell(part) == word.Trim());
            if (part == EventParts.None)
                throw ApiErrors.InvalidQuery("include", $"must be none, or some of {string.Join(", ", known.Select(Spell))}.");
            parts |= part;
        }

        return parts;
    }

    internal const string SequenceIs = "must be a sequence number, 0 or more.";

    internal static long? ParseSequence(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Spell<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
