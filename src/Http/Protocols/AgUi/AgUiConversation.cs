using System.Globalization;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Json;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>
/// Finds the run that a request means, from ids alone: the client's run id is the key under which its run was started, the thread
/// is the session, an interrupt is a requirement. So a request is the same request before and after a restart of either side.
/// </summary>
internal sealed class AgUiConversation(
    IRunStore store, RunService runs, ApprovalService approvals, RunStretch stretch, TimeProvider time)
{
    private const int MostPaused = 20;

    /// <summary>What to tell: the run, and the event after which it begins.</summary>
    /// <exception cref="ApiException">The request cannot be granted; nothing was taken.</exception>
    public async Task<(RunRecord Run, long After)> FindAsync(
        string teamId, AgUiInput input, HttpRequest request, CancellationToken cancellationToken)
    {
        if (input.Resume.Count > 0) return await ResumeAsync(teamId, input, request, cancellationToken);
        var key = Key(input.RunId);
        var started = await runs.FindStartedAsync(teamId, key, cancellationToken);
        if (started is not null && !input.IsAsked)
            return started.SessionId == input.ThreadId ? (started, 0) : throw ApiErrors.KeyReused();
        if (!input.IsAsked) return (await LatestAsync(teamId, input, cancellationToken), 0);
        if (started is null)
        {
            await RefuseWhilePausedAsync(teamId, input.ThreadId, cancellationToken);
            HttpParts.Of(request.HttpContext).Starts.Count();
        }

        var call = CallContext.Of(request.HttpContext);
        var run = await runs.StartAsync(
            teamId, new StartRunRequest(input.Question(), input.ThreadId, input.UserId), key, call.TraceParent, call.Client,
            cancellationToken);
        return (run, 0);
    }

    // No key of the API begins like this, unless its caller means this run.
    private static string Key(string runId) => "agui:" + runId;

    private async Task<RunRecord> LatestAsync(string teamId, AgUiInput input, CancellationToken cancellationToken)
    {
        var latest = await store.ListRunsAsync(
            new RunQuery(TeamId: teamId, SessionId: input.ThreadId, Limit: 1), cancellationToken);
        return latest.Items.Count > 0
            ? await runs.GetAsync(latest.Items[0].RunId, cancellationToken)
            : throw new ApiException(
                400, "noMessage", "messages: must end with a message of the user, since this thread has no run yet.", "messages");
    }

    private async Task RefuseWhilePausedAsync(string teamId, string threadId, CancellationToken cancellationToken)
    {
        var paused = await store.ListRunsAsync(
            new RunQuery(RunStatus.Paused, teamId, threadId, MostPaused), cancellationToken);
        foreach (var run in paused.Items)
        {
            var open = await stretch.PendingAsync(run.RunId, cancellationToken);
            if (open.Count == 0) continue;
            var ids = string.Join(", ", open.Take(MostPaused).Select(asks => asks.RequirementId));
            throw ApiErrors.Conflict(
                "interruptsOpen",
                $"This thread waits for answers to {ids}: "
                    + "send them in resume, or cancel the run. A request without a new message tells what is asked.",
                "resume");
        }
    }

    private async Task<(RunRecord Run, long After)> ResumeAsync(
        string teamId, AgUiInput input, HttpRequest request, CancellationToken cancellationToken)
    {
        var (requirements, run) = await ReadAsync(teamId, input, cancellationToken);
        var principals = HttpParts.Of(request.HttpContext).Principals;
        var call = CallContext.Of(request.HttpContext);
        var now = time.GetUtcNow();
        List<DecisionRequest> decisions = [];
        foreach (var (answer, requirement) in input.Resume.Zip(requirements))
        {
            // Who did not answer in time has no other way on than to say so.
            if (answer.IsCancelled && IsExpired(requirement, now)) continue;
            var decision = answer.Decide(requirement.Kind, (by, field) => principals.Decider(request, by, field)) with
            {
                From = principals.From(request, "agui"),
                TraceParent = call.TraceParent,
            };
            // Which one was decided otherwise matters more than that its run has ended meanwhile.
            if (requirement.Status != RequirementStatus.Pending && !DecisionCheck.IsRepeat(requirement, decision))
                throw requirement.Status == RequirementStatus.Expired
                    ? ApiErrors.Conflict("expired", $"The interrupt '{answer.InterruptId}' has expired.", "resume")
                    : ApiErrors.Conflict(
                        "alreadyDecided",
                        $"The interrupt '{answer.InterruptId}' is {EnumText.Of(requirement.Status)} already.", "resume");
            decisions.Add(decision);
        }

        var before = await stretch.LastAsync(run.RunId, cancellationToken);
        if (decisions.Count > 0)
        {
            try
            {
                run = await approvals.ContinueAsync(run.RunId, decisions, call.Client, cancellationToken);
            }
            catch (ApiException exception) when (exception.Field?.StartsWith("decisions[", StringComparison.Ordinal) == true)
            {
                throw Named(exception, decisions);
            }
        }

        var ids = input.Resume.Select(answer => answer.InterruptId).ToHashSet(StringComparer.Ordinal);
        return (run, await stretch.ResolvedAsync(run.RunId, ids, before, cancellationToken));
    }

    private async Task<(IReadOnlyList<RequirementRecord> Requirements, RunRecord Run)> ReadAsync(
        string teamId, AgUiInput input, CancellationToken cancellationToken)
    {
        List<RequirementRecord> requirements = [];
        RunRecord? run = null;
        foreach (var answer in input.Resume)
        {
            var id = answer.InterruptId;
            if (input.Resume.Count(other => other.InterruptId == id) > 1)
                throw ApiErrors.InvalidField("resume", $"answers the interrupt '{id}' twice.");
            var requirement = await store.FindRequirementAsync(id, cancellationToken);
            if (requirement is null || requirement.TeamId != teamId) throw ApiErrors.NotFound("interrupt", id);
            if (run is null)
            {
                run = await store.FindRunAsync(requirement.RunId, cancellationToken) ?? throw ApiErrors.NotFound("interrupt", id);
                if (run.SessionId != input.ThreadId || run.TeamId != teamId) throw ApiErrors.NotFound("interrupt", id);
            }

            if (requirement.RunId != run.RunId)
                throw ApiErrors.Conflict(
                    "otherRun",
                    $"The interrupt '{id}' is another run's than '{input.Resume[0].InterruptId}'; answer each run alone.",
                    "resume");
            requirements.Add(requirement);
        }

        return (requirements, run!);
    }

    private static bool IsExpired(RequirementRecord requirement, DateTimeOffset now) =>
        requirement.Status == RequirementStatus.Expired
        || (requirement.Status == RequirementStatus.Pending && requirement.ExpiresAt <= now);

    private static ApiException Named(ApiException exception, List<DecisionRequest> decisions)
    {
        var field = exception.Field!;
        var end = field.IndexOf(']', StringComparison.Ordinal);
        var id = decisions[int.Parse(field.AsSpan("decisions[".Length..end), CultureInfo.InvariantCulture)].RequirementId;
        var why = exception.Message.Replace(field[..(end + 1)] + ".", "", StringComparison.Ordinal);
        return new ApiException(exception.Status, exception.Code, $"The interrupt '{id}': {why}", "resume")
        {
            Errors = exception.Errors,
        };
    }
}
