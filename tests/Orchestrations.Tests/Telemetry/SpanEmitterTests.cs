using System.Diagnostics;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;
using DurableTeams.Telemetry.Export;

namespace DurableTeams.Orchestrations.Tests.Telemetry;

/// <summary>
/// What comes out of the activity source; its listeners are the process's, so these tests go one after the other.
/// </summary>
[Collection(nameof(SpanSource))]
public sealed class SpanEmitterTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private static readonly RunRecord Run = new()
    {
        RunId = "r1", TeamId = "t", SessionId = "s", Input = "", DefinitionVersion = "d", TraceId = Trace, CreatedAt = Start,
        UpdatedAt = Start,
    };

    private readonly List<Activity> _ended = [];
    private readonly List<string?> _asked = [];
    private readonly ActivityListener _listener;

    public SpanEmitterTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SpanSource.Name,
            Sample =
                (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceFlags == ActivityTraceFlags.Recorded
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            // Whoever asks for the whole id makes it kept.
            ActivityStarted = activity => _asked.Add(activity.Id),
            ActivityStopped = _ended.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    // Guards the fields that SpanEmitter sets: where the runtime has others, this fails first.
    [Fact]
    public void Emit_Span_HasTheIdsAndTimesOfTheRunAndLeavesTheCurrentOneAlone()
    {
        using var current = new Activity("something else").Start();

        SpanEmitter.Emit(Run, Span("00f067aa0ba902b7", "b7ad6b7169203331"));

        Assert.Same(current, Activity.Current);
        var span = Assert.Single(_ended);
        Assert.Equal(
            (Trace, "00f067aa0ba902b7", "b7ad6b7169203331"),
            (span.TraceId.ToHexString(), span.SpanId.ToHexString(), span.ParentSpanId.ToHexString()));
        Assert.Equal($"00-{Trace}-00f067aa0ba902b7-01", span.Id);
        Assert.NotEqual(span.Id, Assert.Single(_asked));
        Assert.Equal((Start.UtcDateTime, TimeSpan.FromHours(3)), (span.StartTimeUtc, span.Duration));
        Assert.Equal((ActivityKind.Client, ActivityStatusCode.Error, "broken"), (span.Kind, span.Status, span.StatusDescription));
        Assert.Equal([7L, true], [span.GetTagItem("tokens"), span.GetTagItem("marked")]);
        Assert.Equal("handoff", Assert.Single(span.Events).Name);
        Assert.Equal("1111111111111111", Assert.Single(span.Links).Context.SpanId.ToHexString());
    }

    [Fact]
    public void Emit_RootWithoutACaller_HasNoParentWhateverIsCurrent()
    {
        using var current = new Activity("something else").Start();

        SpanEmitter.Emit(Run, Span("00f067aa0ba902b7", null));

        var span = Assert.Single(_ended);
        Assert.Equal(
            (Trace, default(ActivitySpanId).ToHexString()), (span.TraceId.ToHexString(), span.ParentSpanId.ToHexString()));
        Assert.False(span.HasRemoteParent);
    }

    [Theory]
    [InlineData("01", 1)]
    [InlineData("00", 0)]
    public void Emit_RunOfACaller_IsRecordedAsTheCallerIs(string flags, int spans)
    {
        SpanEmitter.Emit(
            Run with { TraceParent = $"00-{Trace}-2222222222222222-{flags}" }, Span("00f067aa0ba902b7", "2222222222222222"));

        Assert.Equal(spans, _ended.Count);
        Assert.All(_ended, span => Assert.True(span.HasRemoteParent));
    }

    public void Dispose() => _listener.Dispose();

    private static SpanView Span(string id, string? parent) => new()
    {
        SpanId = id,
        ParentSpanId = parent,
        Name = "chat",
        Kind = "client",
        StartTime = Start,
        EndTime = Start.AddHours(3),
        Status = "error",
        StatusDescription = "broken",
        Attributes = new Dictionary<string, object> { ["tokens"] = 7L, ["marked"] = true },
        Events = [new SpanEventView("handoff", Start.AddHours(1), new Dictionary<string, object>())],
        Links = [new SpanLinkView(Trace, "1111111111111111")],
    };
}
