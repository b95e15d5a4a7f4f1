using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Live;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Dashboard.Run;

/// <summary>What an open page of a run is told: its parts again when something was recorded, and words as they come.</summary>
internal sealed class RunLive(HttpContext context, string runId, RunPart view, string? member, string? row)
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);
    private readonly IDurableTeams _teams = context.RequestServices.GetRequiredService<IDurableTeams>();

    // Events come together: the parts are rendered once for those of this time.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(150);

    /// <summary>Frames from after an event on, until the run has ended.</summary>
    public async IAsyncEnumerable<LiveFrame> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = _teams.FollowAsync(runId, after, EventParts.Deltas, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        var next = reader.MoveNextAsync().AsTask();
        long? news = null;
        Task due = Task.CompletedTask;
        while (true)
        {
            if (news is { } last && await Task.WhenAny(next, due) == due)
            {
                foreach (var frame in await PartsAsync(last, cancellationToken)) yield return frame;
                news = null;
            }

            if (!await next) break;
            var happened = reader.Current;
            foreach (var delta in happened.Deltas) yield return Words(delta);
            foreach (var done in happened.Events.Where(one => one.Type == RunEventTypes.ModelCallCompleted))
                yield return new LiveFrame("said", JsonSerializer.Serialize(new { memberRunId = done.MemberRunId }));
            if (happened.Events.Count > 0)
            {
                if (news is null) due = Task.Delay(Together, cancellationToken);
                news = happened.Events[^1].Sequence;
            }

            next = reader.MoveNextAsync().AsTask();
        }

        if (news is not { } end) yield break;
        foreach (var frame in await PartsAsync(end, cancellationToken)) yield return frame;
    }

    private async Task<IReadOnlyList<LiveFrame>> PartsAsync(long last, CancellationToken cancellationToken)
    {
        var services = context.RequestServices;
        var reader = new RunReader(_teams, services.GetRequiredService<IRunStore>(), services.GetRequiredService<TimeProvider>());
        var model = await reader.ReadAsync(runId, view, member, row, 0, cancellationToken);
        // The address of the page, and not of this stream.
        var frame = await PageFrame.OfAsync(context);
        frame = frame with { Here = frame.Paths.Run(runId) };
        var id = last.ToString(CultureInfo.InvariantCulture);
        return
        [
            await PartAsync<RunHead>(RunHead.ElementId, frame, model, null),
            await PartAsync<RunTimeline>(RunTimeline.ElementId, frame, model, null),
            await PartAsync<RunQuestions>(RunQuestions.ElementId, frame, model, null),
            await PartAsync<RunDetail>(RunDetail.ElementId, frame, model, id),
        ];
    }

    private async Task<LiveFrame> PartAsync<TComponent>(string element, PageFrame frame, RunModel model, string? id)
        where TComponent : IComponent
    {
        var html = await Page.RenderAsync(
            context.RequestServices, frame, typeof(TComponent), new Dictionary<string, object?> { ["Model"] = model });
        return LiveFrame.Patch(element, PatchMode.Replace, html, id);
    }

    private static LiveFrame Words(LiveDelta delta) => new("words", JsonSerializer.Serialize(new
    {
        memberRunId = delta.MemberRunId,
        member = delta.MemberId,
        kind = delta.Type,
        delta.Data.Turn,
        delta.Data.Attempt,
        delta.Data.Offset,
        delta.Data.Text,
        delta.Data.Name,
        delta.Data.Index,
    }, Camel));
}
