using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DurableTeams.Json;

/// <summary>Sizes as team files write them: a whole number and a unit, <c>500KiB</c>, <c>16MiB</c>.</summary>
internal static class ByteSize
{
    /// <summary>What a message about a bad size should say.</summary>
    public const string Expected = "a whole number and a unit: 500KiB, 16MiB";

    private const long Kibi = 1024;

    /// <summary>Reads a size in bytes; false for anything that is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out long bytes)
    {
        bytes = 0;
        var unit = text is { Length: > 3 } ? text[^3..] switch { "KiB" => Kibi, "MiB" => Kibi * Kibi, _ => 0L } : 0L;
        if (unit == 0
            || !int.TryParse(text.AsSpan(0, text!.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        bytes = number * unit;
        return true;
    }

    /// <summary>Writes a size in the largest unit that holds it exactly; in bytes where no unit does.</summary>
    public static string Format(long bytes) => bytes switch
    {
        _ when bytes != 0 && bytes % (Kibi * Kibi) == 0 =>
            string.Create(CultureInfo.InvariantCulture, $"{bytes / (Kibi * Kibi)}MiB"),
        _ when bytes != 0 && bytes % Kibi == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kibi}KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };
}
