using DurableTeams.Dashboard.Access;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Dashboard.Run;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Playground;

/// <summary>Talking to a team. The session is in the address: a reload finds everything where it was.</summary>
internal static class PlaygroundEndpoints
{
    private const int MaxTurns = 50;
    private const int MaxQuestions = 10;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapMethods("playground", Methods.Read, Choose);
        pages.MapMethods("playground/{teamId}", Methods.Read, ShowAsync);
        pages.MapPost("playground/{teamId}", SayAsync);
        pages.MapMethods("playground/{teamId}/live", Methods.Read, LiveAsync);
    }

    internal static IResult Choose(IDurableTeams teams) => Page.Of<PlaygroundPage>(("Teams", teams.Teams));

    internal static async Task<IResult> ShowAsync(
        string teamId, IDurableTeams teams, string? session, CancellationToken cancellationToken) =>
        Page.Of<PlayPage>(("Model", await ReadAsync(teams, Find(teams, teamId), session, cancellationToken)));

    internal static async Task<IResult> SayAsync(
        string teamId, HttpContext context, IDurableTeams teams, CancellationToken cancellationToken)
    {
        var form = context.Request.Form;
        var team = Find(teams, teamId);
        var session = form["session"].ToString() is { Length: > 0 } given ? given : null;
        try
        {
            // The form's own key: sent twice, it says the message once.
            var run = await teams.StartAsync(
                teamId, form["message"].ToString().Replace("\r\n", "\n", StringComparison.Ordinal), new StartOptions
                {
                    SessionId = session,
                    UserId = await UserAsync(teams, session, context.Features.GetRequiredFeature<Visitor>(), cancellationToken),
                    IdempotencyKey = form["key"].ToString() is { Length: > 0 } key ? key : null,
                }, cancellationToken);
            return Results.Redirect(DashboardParts.Of(context).Paths.Play(teamId, run.SessionId));
        }
        catch (ApiException exception)
        {
            var model = await ReadAsync(teams, team, session, cancellationToken);
            return Page.Of<PlayPage>(
                exception.Status, ("Model", model), ("Error", exception.Message), ("Typed", form["message"].ToString()));
        }
    }

    internal static async Task<IResult> LiveAsync(
        string teamId, HttpContext context, IDurableTeams teams, string session, long? after, CancellationToken cancellationToken)
    {
        var model = await ReadAsync(teams, Find(teams, teamId), session, cancellationToken);
        if (model.Current is not { Run.RunId: var runId }) throw ApiErrors.NotFound("session", session);
        var parts = new Part(context, DashboardParts.Of(context).Paths.Play(teamId, session));
        var live = new RunLive(teams, runId, async (last, token) =>
            [await parts.PatchAsync<PlayRun>(PlayRun.ElementId, last, await CurrentAsync(teams, runId, token))]);
        return new LiveStream(token => live.FollowAsync(after ?? 0, token));
    }

    private static PinnedTeam Find(IDurableTeams teams, string teamId) =>
        teams.Teams.FirstOrDefault(one => one.Definition.Id == teamId) ?? throw ApiErrors.NotFound("team", teamId);

    // A session belongs to the user who began it.
    private static async Task<string?> UserAsync(
        IDurableTeams teams, string? session, Visitor visitor, CancellationToken cancellationToken) =>
        session is null ? visitor.Shown : (await teams.GetSessionAsync(session, cancellationToken)).UserId;

    private static async Task<PlayModel> ReadAsync(
        IDurableTeams teams, PinnedTeam team, string? sessionId, CancellationToken cancellationToken)
    {
        if (sessionId is null) return new PlayModel(team, null, [], null);
        var session = await teams.GetSessionAsync(sessionId, cancellationToken);
        if (session.TeamId != team.Definition.Id) throw ApiErrors.NotFound("session", sessionId);
        var runId = session.RunIds.Count > 0 ? session.RunIds[^1] : null;
        var turns = (session.History ?? []).Where(turn => turn.RunId != runId).ToList();
        return new PlayModel(
            team, session, [.. turns.Skip(Math.Max(0, turns.Count - MaxTurns))],
            runId is null ? null : await CurrentAsync(teams, runId, cancellationToken));
    }

    private static async Task<PlayRunModel> CurrentAsync(IDurableTeams teams, string runId, CancellationToken cancellationToken)
    {
        var run = await teams.GetAsync(runId, cancellationToken);
        var pending = run.Requirements.Where(one => one.Status == RequirementStatus.Pending).Take(MaxQuestions);
        return new PlayRunModel(
            run,
            await Task.WhenAll(pending.Select(one => teams.GetRequirementContextAsync(one.RequirementId, cancellationToken))));
    }
}
