using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DurableTeams;

/// <summary>Durations as the contract writes them: a whole number and a unit, <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>24h</c>, <c>7d</c>.</summary>
public static class Duration
{
    /// <summary>What a message about a bad duration should say.</summary>
    public const string Expected = "a whole number and a unit: 500ms, 30s, 10m, 24h, 7d";

    /// <summary>Reads a duration; false for anything that is not one (negative, zero-length text, unknown unit, over 3650 days).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan value)
    {
        value = default;
        if (string.IsNullOrEmpty(text)) return false;
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        if (digits == 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        var unit = text[digits..] switch
        {
            "ms" => 1L,
            "s" => 1_000L,
            "m" => 60_000L,
            "h" => 3_600_000L,
            "d" => 86_400_000L,
            _ => 0L,
        };
        if (unit == 0 || number > 3650L * 86_400_000L / unit) return false;
        value = TimeSpan.FromMilliseconds(number * unit);
        return true;
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
