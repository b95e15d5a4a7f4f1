using DurableTeams.Telemetry;

namespace DurableTeams.Dashboard.Run;

/// <summary>
/// Places moments of a run on a line. Time in which nothing but waiting went on, such as a night until somebody approves, takes
/// at most a fifth of the line, so that the work beside it is seen.
/// </summary>
public sealed class TimeScale
{
    private const double MostOfWaits = 0.2;
    private readonly List<(DateTimeOffset From, DateTimeOffset To, double Weight)> _parts;
    private readonly double _total;

    private TimeScale(List<(DateTimeOffset From, DateTimeOffset To, double Weight)> parts)
    {
        _parts = parts;
        _total = Math.Max(double.Epsilon, parts.Sum(LengthOf));
    }

    /// <summary>The scale of a trace, whose open spans end now.</summary>
    public static TimeScale Of(TraceView trace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var (from, to) = (trace.Root.StartTime, trace.Root.EndTime ?? now);
        List<(DateTimeOffset From, DateTimeOffset To)> work = [];
        Collect(trace.Root);
        var busy = Merge(work, from, to);
        var (worked, whole) = (busy.Sum(one => (one.To - one.From).TotalMilliseconds), (to - from).TotalMilliseconds);
        var idle = whole - worked;
        // What waits keep of their length; all of it, where waiting is no more than its part already.
        var kept = worked <= 0 || idle <= 0 ? 1 : Math.Min(1, worked * MostOfWaits / (1 - MostOfWaits) / idle);
        List<(DateTimeOffset, DateTimeOffset, double)> parts = [];
        var at = from;
        foreach (var (begin, end) in busy)
        {
            if (begin > at) parts.Add((at, begin, kept));
            parts.Add((begin, end, 1));
            at = end;
        }

        if (to > at) parts.Add((at, to, kept));
        return new TimeScale(parts);

        void Collect(SpanView span)
        {
            if (span.Name.StartsWith("chat ", StringComparison.Ordinal)
                || span.Name.StartsWith("execute_tool ", StringComparison.Ordinal))
                work.Add((span.StartTime, span.EndTime ?? now));
            foreach (var child in span.Children) Collect(child);
        }
    }

    /// <summary>Where a moment is: 0 at the run's beginning, 1 at its end.</summary>
    public double At(DateTimeOffset moment)
    {
        double passed = 0;
        foreach (var part in _parts)
        {
            if (moment <= part.From) break;
            passed += LengthOf(part with { To = moment < part.To ? moment : part.To });
        }

        return passed / _total;
    }

    private static double LengthOf((DateTimeOffset From, DateTimeOffset To, double Weight) part) =>
        (part.To - part.From).TotalMilliseconds * part.Weight;

    private static List<(DateTimeOffset From, DateTimeOffset To)> Merge(
        List<(DateTimeOffset From, DateTimeOffset To)> work, DateTimeOffset from, DateTimeOffset to)
    {
        List<(DateTimeOffset From, DateTimeOffset To)> merged = [];
        foreach (var (begin, end) in work.OrderBy(one => one.From))
        {
            var (b, e) = (begin < from ? from : begin, end > to ? to : end);
            if (e <= b) continue;
            if (merged.Count > 0 && b <= merged[^1].To) merged[^1] = (merged[^1].From, e > merged[^1].To ? e : merged[^1].To);
            else merged.Add((b, e));
        }

        return merged;
    }
}
