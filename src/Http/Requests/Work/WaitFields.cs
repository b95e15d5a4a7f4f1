using System.Globalization;
using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Services.Work;

namespace DurableTeams.Http.Requests.Work;

/// <summary>
/// Reads how long a caller waits: seconds, or a duration such as <c>30s</c>; more than the most counts as the most.
/// </summary>
internal static class WaitFields
{
    private const string Is = "must be seconds, 0 or more, or a duration such as 30s.";

    /// <summary>The wait in a body; none where it is absent.</summary>
    public static TimeSpan Read(BodyFields body, string name)
    {
        if (body.OptionalValue(name) is not { } value) return TimeSpan.Zero;
        var wait = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var seconds) && seconds >= 0 => Seconds(seconds),
            JsonValueKind.String => Parse(value.GetString()!),
            _ => null,
        };
        return wait ?? throw ApiErrors.InvalidField(body.PathOf(name), Is);
    }

    /// <summary>The wait in a query; none where it is absent.</summary>
    public static TimeSpan Read(QueryFields query, string name) =>
        query.Text(name) is not { } text ? TimeSpan.Zero : Parse(text) ?? throw ApiErrors.InvalidQuery(name, Is);

    private static TimeSpan? Parse(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? Seconds(seconds)
        : Duration.TryParse(text, out var wait) ? Least(wait)
        : null;

    private static TimeSpan Seconds(double seconds) =>
        seconds >= WorkService.MaxWait.TotalSeconds ? WorkService.MaxWait : TimeSpan.FromSeconds(seconds);

    private static TimeSpan Least(TimeSpan wait) => wait < WorkService.MaxWait ? wait : WorkService.MaxWait;
}
