using DurableTeams.Dashboard.Run;
using DurableTeams.Telemetry;

namespace DurableTeams.Dashboard.Tests.Run;

/// <summary>Where moments of a run are on its line.</summary>
public sealed class TimeScaleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void At_NightOfWaiting_LeavesMostOfTheLineToTheWork()
    {
        var scale = TimeScale.Of(
            Trace(28_800, Span("chat a", 0, 10), Span("await_decision b", 10, 28_790), Span("chat a", 28_790, 28_800)), Start);

        Assert.Equal(0.4, scale.At(Start.AddSeconds(10)), 3);
        Assert.Equal(0.6, scale.At(Start.AddSeconds(28_790)), 3);
        Assert.Equal((0, 1), (scale.At(Start), scale.At(Start.AddSeconds(28_800))));
    }

    [Fact]
    public void At_LittleWaiting_IsAsLongAsItWas()
    {
        var scale = TimeScale.Of(Trace(100, Span("chat a", 0, 50), Span("execute_tool b", 40, 95)), Start);

        Assert.Equal(0.5, scale.At(Start.AddSeconds(50)), 3);
        Assert.Equal(0.97, scale.At(Start.AddSeconds(97)), 3);
    }

    [Fact]
    public void At_NothingWorked_IsEvenAllTheSame() =>
        Assert.Equal(0.5, TimeScale.Of(Trace(10), Start).At(Start.AddSeconds(5)), 3);

    [Fact]
    public void Rows_AreNestedAndCut()
    {
        var many = Enumerable.Range(0, 2_000).Select(at => Span("chat m", at, at + 1)).ToArray();

        var rows = Timeline.Of(Trace(2_000, many), Start.AddSeconds(2_000), out var all);

        Assert.Equal((2_001, Timeline.MaxRows), (all, rows.Count));
        Assert.Equal((0, RowKind.Member, 1, RowKind.Model), (rows[0].Depth, rows[0].Kind, rows[1].Depth, rows[1].Kind));
    }

    private static TraceView Trace(int seconds, params SpanView[] children) =>
        new("t", "r", Span("invoke_agent team", 0, seconds) with { Children = children });

    private static SpanView Span(string name, int from, int to) => new()
    {
        SpanId = "s", Name = name, StartTime = Start.AddSeconds(from), EndTime = Start.AddSeconds(to),
        Attributes = new Dictionary<string, object>(),
    };
}
