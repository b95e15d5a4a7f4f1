using System.Globalization;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Run;

/// <summary>One run: what happened, what it waits for, and what can be done with it.</summary>
internal static class RunEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapMethods("runs/{runId}", Methods.Read, ShowAsync);
        pages.MapMethods("runs/{runId}/live", Methods.Read, LiveAsync);
        pages.MapPost("runs/{runId}/cancel", CancelAsync);
        pages.MapPost("runs/{runId}/retry", RetryAsync);
        pages.MapPost("runs/{runId}/fork", ForkAsync);
    }

    internal static async Task<IResult> ShowAsync(
        string runId, HttpRequest request, IDurableTeams teams, IRunStore store, TimeProvider time, string? view, string? member,
        string? row, long? after, CancellationToken cancellationToken)
    {
        var part = view == "events" ? RunPart.Events : RunPart.Conversation;
        var model = await new RunReader(teams, store, time).ReadAsync(runId, part, member, row, after ?? 0, cancellationToken);
        if (Fragments.IsAsked(request, RunDetail.ElementId)) return Page.Of<RunDetail>(("Model", model));
        return Page.Of<RunPage>(("Model", model));
    }

    internal static async Task<IResult> LiveAsync(
        string runId, HttpContext context, IDurableTeams teams, IRunStore store, TimeProvider time, long? after, string? view,
        string? member, string? row, CancellationToken cancellationToken)
    {
        // A run that there is not is refused before the stream begins.
        await teams.GetAsync(runId, cancellationToken);
        var part = view == "events" ? RunPart.Events : RunPart.Conversation;
        var parts = new Part(context, DashboardParts.Of(context).Paths.Run(runId));
        var reader = new RunReader(teams, store, time);
        var live = new RunLive(teams, runId, async (last, token) =>
        {
            var model = await reader.ReadAsync(runId, part, member, row, 0, token);
            return
            [
                await parts.PatchAsync<RunHead>(RunHead.ElementId, null, model),
                await parts.PatchAsync<RunTimeline>(RunTimeline.ElementId, null, model),
                await parts.PatchAsync<RunQuestions>(RunQuestions.ElementId, null, model),
                await parts.PatchAsync<RunDetail>(RunDetail.ElementId, last, model),
            ];
        });
        return new LiveStream(token => live.FollowAsync(after ?? 0, token));
    }

    internal static async Task<IResult> CancelAsync(
        string runId, HttpContext context, IDurableTeams teams, CancellationToken cancellationToken)
    {
        var reason = context.Request.Form["reason"].ToString();
        await teams.CancelAsync(runId, reason.Length > 0 ? reason : null, cancellationToken);
        return Back(context, runId);
    }

    internal static async Task<IResult> RetryAsync(
        string runId, HttpContext context, IDurableTeams teams, CancellationToken cancellationToken)
    {
        await teams.RetryAsync(runId, cancellationToken);
        return Back(context, runId);
    }

    internal static async Task<IResult> ForkAsync(
        string runId, HttpContext context, IDurableTeams teams, CancellationToken cancellationToken)
    {
        var form = context.Request.Form;
        var message = form["message"].ToString();
        long? sequence = form["from"].ToString() is { Length: > 0 } text
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw ApiErrors.InvalidField("from", "is not the number of an event.")
            : null;
        // The form's own id: sent twice, it makes one fork.
        var key = form["key"].ToString() is { Length: > 0 } given ? given : null;
        var fork = await teams.ForkAsync(
            runId, new ForkRequest(sequence, message.Length > 0 ? message : null), key, cancellationToken);
        return Results.Redirect(DashboardParts.Of(context).Paths.Run(fork.RunId));
    }

    private static IResult Back(HttpContext context, string runId) =>
        Results.Redirect(DashboardParts.Of(context).Paths.Run(runId));
}
