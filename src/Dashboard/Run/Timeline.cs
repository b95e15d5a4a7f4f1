using System.Globalization;
using DurableTeams.Telemetry;

namespace DurableTeams.Dashboard.Run;

/// <summary>Lays a run's trace out as rows.</summary>
public static class Timeline
{
    /// <summary>The most rows of one page; a longer trace says how many more there are.</summary>
    public const int MaxRows = 500;

    private const double Whole = 1000;
    private const double Least = 3;

    /// <summary>The rows of a trace, nested as its spans are.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="now">The end of what goes on.</param>
    /// <param name="all">How many spans there are.</param>
    public static IReadOnlyList<TimelineRow> Of(TraceView trace, DateTimeOffset now, out int all)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var scale = TimeScale.Of(trace, now);
        List<TimelineRow> rows = [];
        var count = 0;
        Add(trace.Root, 0);
        all = count;
        return rows;

        void Add(SpanView span, int depth)
        {
            if (++count <= MaxRows) rows.Add(Row(span, depth, scale, now));
            foreach (var child in span.Children) Add(child, depth + 1);
        }
    }

    private static TimelineRow Row(SpanView span, int depth, TimeScale scale, DateTimeOffset now)
    {
        var (word, label) = span.Name.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
            ? (span.Name[..space], span.Name[(space + 1)..])
            : (span.Name, span.Name);
        var kind = word switch
        {
            "invoke_agent" => RowKind.Member,
            "chat" => RowKind.Model,
            "execute_tool" => RowKind.Tool,
            "await_decision" => RowKind.Wait,
            _ => RowKind.Part,
        };
        var duration = (span.EndTime ?? now) - span.StartTime;
        if (duration < TimeSpan.Zero) duration = TimeSpan.Zero;
        var left = Math.Clamp(scale.At(span.StartTime) * Whole, 0, Whole - Least);
        var width = Math.Clamp((scale.At(span.EndTime ?? now) * Whole) - left, Least, Whole - left);
        return new TimelineRow(
            span, depth, kind, kind == RowKind.Part ? span.Name : label, left, width, duration, Tokens(span),
            (int)(Number(span, "durableteams.tool.attempts") ?? 1));
    }

    private static long? Tokens(SpanView span) =>
        (Number(span, "gen_ai.usage.input_tokens"), Number(span, "gen_ai.usage.output_tokens")) switch
        {
            (null, null) => null,
            var (input, output) => (input ?? 0) + (output ?? 0),
        };

    private static long? Number(SpanView span, string name) =>
        span.Attributes.TryGetValue(name, out var value) ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
}
