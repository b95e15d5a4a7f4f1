using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DurableTeams.Json;

/// <summary>
/// Durations as the contract writes them: a whole number and a unit, <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>24h</c>, <c>7d</c>.
/// </summary>
public static class Duration
{
    /// <summary>What a duration looks like, for messages.</summary>
    public const string Expected = "a whole number and a unit: 500ms, 30s, 10m, 24h, 7d";

    private const long MostDays = 3650;

    /// <summary>Reads a duration; false for any other text (negative, empty, unknown unit, over 3650 days).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan value)
    {
        value = default;
        if (!TrySplit(text, out var number, out var unit) || !(number <= MostDays * 86_400_000L / unit)) return false;
        value = TimeSpan.FromMilliseconds((long)number * unit);
        return true;
    }

    /// <summary>
    /// The error of a text that <see cref="TryParse"/> refuses. A message puts it after the name of the setting.
    /// </summary>
    public static string Problem(string? text) => TrySplit(text, out _, out _)
        ? string.Create(CultureInfo.InvariantCulture, $"must be at most {MostDays}d")
        : $"must be {Expected}";

    // However many digits there are: a number that is too large is reported as too long, not as malformed.
    private static bool TrySplit(string? text, out decimal number, out long unit)
    {
        (number, unit) = (0, 0);
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0) return false;
        if (!decimal.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out number))
            number = decimal.MaxValue;
        unit = text![digits..] switch
        {
            "ms" => 1L,
            "s" => 1_000L,
            "m" => 60_000L,
            "h" => 3_600_000L,
            "d" => 86_400_000L,
            _ => 0L,
        };
        return unit > 0;
    }

    /// <summary>Writes a duration in the largest unit that holds it exactly.</summary>
    public static string Format(TimeSpan value)
    {
        var ms = (long)value.TotalMilliseconds;
        var (number, unit) = ms switch
        {
            _ when ms != 0 && ms % 86_400_000 == 0 => (ms / 86_400_000, "d"),
            _ when ms != 0 && ms % 3_600_000 == 0 => (ms / 3_600_000, "h"),
            _ when ms != 0 && ms % 60_000 == 0 => (ms / 60_000, "m"),
            _ when ms % 1_000 == 0 => (ms / 1_000, "s"),
            _ => (ms, "ms"),
        };
        return number.ToString(CultureInfo.InvariantCulture) + unit;
    }
}
