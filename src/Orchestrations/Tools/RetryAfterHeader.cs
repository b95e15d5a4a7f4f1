using System.Globalization;
using System.Net.Http.Headers;

namespace DurableTeams.Tools;

/// <summary>The <c>Retry-After</c> of an answer: seconds, fractions too, or a date; anything else counts as none.</summary>
internal static class RetryAfterHeader
{
    private const double MaxSeconds = 100 * 365 * 86_400d;

    /// <summary>How long to wait from now; null where the answer does not say.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (!headers.TryGetValues("Retry-After", out var values)) return null;
        var value = values.First().Trim();
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds));
        if (!DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return null;
        return at > now ? at - now : TimeSpan.Zero;
    }
}
