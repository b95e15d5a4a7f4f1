using System.Globalization;

namespace DurableTeams.Dashboard.Components;

/// <summary>Times and numbers as people read them.</summary>
public static class Durations
{
    /// <summary>A duration, in the two largest units that matter.</summary>
    public static string Text(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 1000 } => Say($"{duration.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 60 } => Say($"{duration.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } => Say($"{(int)duration.TotalMinutes} min {duration.Seconds} s"),
        { TotalHours: < 24 } => Say($"{(int)duration.TotalHours} h {duration.Minutes} min"),
        _ => Say($"{(int)duration.TotalDays} d {duration.Hours} h"),
    };

    /// <summary>A number with its thousands apart.</summary>
    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
