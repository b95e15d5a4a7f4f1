using System.Globalization;
using System.Net.Http.Headers;

namespace DurableTeams.Outbound;

/// <summary>
/// How long another side asks to wait before the next call. A number, whole or fractional, is seconds; a date has one of HTTP's
/// forms or RFC 3339. Words, negative numbers, zero and past moments count as no wait. More than a day counts as a day.
/// </summary>
/// <remarks>RFC 9110, section 10.2.3; the fractions and <c>retry-after-ms</c> are what servers send besides.</remarks>
internal static class RetryAfterHeader
{
    /// <summary>The longest wait that is accepted.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(1);

    private const string Milliseconds = "retry-after-ms";
    private const string Seconds = "Retry-After";
    private static readonly string[] Rfc3339 = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>
    /// The wait that an answer's headers ask for, or null. <c>retry-after-ms</c> is finer, so it comes first.
    /// </summary>
    /// <param name="headers">The headers of the answer.</param>
    /// <param name="now">The moment that a date is measured from.</param>
    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Of(First, now);

        // The raw value: the parsed header knows no fractions.
        string? First(string name) => headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
    }

    /// <summary>The same for headers in another form.</summary>
    /// <param name="header">The first value of a header, by its name.</param>
    /// <param name="now">The moment that a date is measured from.</param>
    public static TimeSpan? Of(Func<string, string?> header, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(header);
        return Number(header(Milliseconds), 1_000) ?? Read(header(Seconds), now);
    }

    /// <summary>The wait that the text of a <c>Retry-After</c> asks for, or null.</summary>
    /// <param name="text">The header's value.</param>
    /// <param name="now">The moment that a date is measured from.</param>
    public static TimeSpan? Read(string? text, DateTimeOffset now) =>
        Number(text, 1) ?? (Date(text) is { } date ? Believed((date - now).TotalSeconds) : null);

    // The parser also reads words: NaN, Infinity.
    private static TimeSpan? Number(string? text, int perSecond) =>
        text?.Trim() is [>= '0' and <= '9' or '.', ..] digits
            && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? Believed(number / perSecond) : null;

    private static DateTimeOffset? Date(string? text) =>
        RetryConditionHeaderValue.TryParse(text, out var header) && header.Date is { } date ? date
        : DateTimeOffset.TryParseExact(
            text?.Trim(), Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
        : null;

    private static TimeSpan? Believed(double seconds) =>
        seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds)) : null;
}
