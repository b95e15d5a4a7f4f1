using System.Diagnostics;
using System.Runtime.CompilerServices;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry.Export;

/// <summary>Emits spans that have ended, as activities with the ids and times of the run's history.</summary>
internal static class SpanEmitter
{
    /// <summary>Emits a span of a run, unless the sampler drops it.</summary>
    public static void Emit(RunRecord run, SpanView span, IReadOnlyDictionary<string, object>? more = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ActivityContext? caller = ActivityContext.TryParse(run.TraceParent, null, out var sent) ? sent : null;
        Emit(run.TraceId, caller, span, more);
    }

    /// <summary>Emits a span of a trace.</summary>
    /// <param name="traceId">The trace.</param>
    /// <param name="caller">The caller's span above the run: its sampling decision holds for all spans of the run.</param>
    /// <param name="span">The span.</param>
    /// <param name="more">Further attributes.</param>
    internal static void Emit(
        string traceId, ActivityContext? caller, SpanView span, IReadOnlyDictionary<string, object>? more = null)
    {
        ArgumentNullException.ThrowIfNull(span);
        var above = span.ParentSpanId is { } id ? ActivitySpanId.CreateFromString(id) : caller?.SpanId ?? default;
        var flags = caller?.TraceFlags ?? ActivityTraceFlags.Recorded;
        var parent = new ActivityContext(ActivityTraceId.CreateFromString(traceId), above, flags, isRemote: caller is not null);
        var links = span.Links?.Select(link => new ActivityLink(new ActivityContext(
            ActivityTraceId.CreateFromString(link.TraceId), ActivitySpanId.CreateFromString(link.SpanId),
            ActivityTraceFlags.Recorded)));
        var kind = span.Kind == "client" ? ActivityKind.Client : ActivityKind.Internal;
        // A sampler sees whose span it is.
        KeyValuePair<string, object?>[]? tags = span.Attributes.TryGetValue(SpanAttributes.RunId, out var run)
            ? [KeyValuePair.Create(SpanAttributes.RunId, (object?)run)]
            : null;
        var activity = SpanSource.Activities.CreateActivity(span.Name, kind, parent, tags, links, ActivityIdFormat.W3C);
        if (activity is not { IsAllDataRequested: true }) return;
        Fill(activity, span.Attributes);
        if (more is not null) Fill(activity, more);
        foreach (var item in span.Events ?? [])
            activity.AddEvent(new ActivityEvent(
                item.Name, item.At, [.. item.Attributes.Select(tag => KeyValuePair.Create(tag.Key, (object?)tag.Value))]));
        activity.SetStatus(
            span.Status switch { "ok" => ActivityStatusCode.Ok, "error" => ActivityStatusCode.Error, _ =>
                ActivityStatusCode.Unset },
            span.StatusDescription);
        activity.SetStartTime(span.StartTime.UtcDateTime);
        Run(activity, span.SpanId, span.EndTime ?? span.StartTime);
    }

    private static void Fill(Activity activity, IReadOnlyDictionary<string, object> attributes)
    {
        // No name appears twice, so a search before adding is not needed.
        foreach (var (name, value) in attributes)
        {
            if (name != SpanAttributes.RunId) activity.AddTag(name, value);
        }
    }

    private static void Run(Activity activity, string spanId, DateTimeOffset end)
    {
        // A started activity becomes the current one until it stops, and takes the current one as its parent where it has none.
        // The current activity of this flow is unrelated.
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            activity.Start();
            // There is no public way to choose a span's id. DurableTask.Core and durabletask-dotnet, whose spans also outlive
            // processes, set this field too (by reflection); a test guards it. The text of the whole id is made from the field
            // when it is first asked for.
            SpanIdOf(activity) = spanId;
            IdOf(activity) = null;
            activity.SetEndTime(end.UtcDateTime);
            activity.Stop();
        }
        finally
        {
            Activity.Current = current;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity activity);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_id")]
    private static extern ref string? IdOf(Activity activity);
}
