using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.AiSdk;

/// <summary>
/// Finds the run that a request means: the chat is the session, the id of the user's message the key of the start, an approval a
/// requirement.
/// </summary>
internal sealed class AiSdkConversation(IRunStore store, RunService runs, ApprovalService approvals, RunStretch stretch)
{
    /// <summary>What to tell: the run, and the event after which it begins.</summary>
    /// <exception cref="ApiException">The request cannot be granted; nothing was taken.</exception>
    public async Task<(RunRecord Run, long After)> FindAsync(
        string teamId, AiSdkInput input, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!input.IsAsked) return await DecideAsync(teamId, input, request, cancellationToken);
        // Asked for once more, a message is answered by another run each time.
        var key = input.Regenerates ? null : "aisdk:" + input.Last!.Value.GetProperty("id").GetString();
        if (key is null || await runs.FindStartedAsync(teamId, key, cancellationToken) is null)
            HttpParts.Of(request.HttpContext).Starts.Count();
        var call = CallContext.Of(request.HttpContext);
        var run = await runs.StartAsync(
            teamId, new StartRunRequest(input.Question(), input.ChatId, input.UserId), key, call.TraceParent, call.Client,
            cancellationToken);
        return (run, 0);
    }

    /// <summary>The newest run of a chat; null with none.</summary>
    public async Task<RunRecord?> LatestAsync(string teamId, string chatId, CancellationToken cancellationToken)
    {
        var latest = await store.ListRunsAsync(new RunQuery(TeamId: teamId, SessionId: chatId, Limit: 1), cancellationToken);
        return latest.Items.Count > 0 ? await store.FindRunAsync(latest.Items[0].RunId, cancellationToken) : null;
    }

    private async Task<(RunRecord Run, long After)> DecideAsync(
        string teamId, AiSdkInput input, HttpRequest request, CancellationToken cancellationToken)
    {
        var principals = HttpParts.Of(request.HttpContext).Principals;
        var call = CallContext.Of(request.HttpContext);
        var person = principals.Find(request);
        RunRecord? run = null;
        List<DecisionRequest> decisions = [];
        foreach (var answer in input.Answers())
        {
            var requirement = await store.FindRequirementAsync(answer.RequirementId, cancellationToken);
            if (requirement is null || requirement.TeamId != teamId)
            {
                // Results of calls that nobody was asked about are in the message, too.
                if (answer.Approved is null) continue;
                throw ApiErrors.NotFound("requirement", answer.RequirementId);
            }

            if (answer.Decide(requirement) is not { } decision) continue;
            run ??= await store.FindRunAsync(requirement.RunId, cancellationToken);
            if (run is null || run.SessionId != input.ChatId || requirement.RunId != run.RunId)
                throw ApiErrors.NotFound("requirement", answer.RequirementId);
            if (requirement.Status != RequirementStatus.Pending && !DecisionCheck.IsRepeat(requirement, decision))
                throw DecisionCheck.Contradiction(requirement, DateTimeOffset.MaxValue);
            decisions.Add(decision with
            {
                By = person?.Name,
                PrincipalId = person?.Id,
                From = principals.From(request, "aisdk"),
                TraceParent = call.TraceParent,
            });
        }

        if (run is null)
            throw new ApiException(
                400, "noMessage", "messages: must end with a message of the user, or with an answer to an approval.", "messages");
        var before = await stretch.LastAsync(run.RunId, cancellationToken);
        run = await approvals.ContinueAsync(run.RunId, decisions, call.Client, cancellationToken);
        var ids = decisions.Select(decision => decision.RequirementId).ToHashSet(StringComparer.Ordinal);
        return (run, await stretch.ResolvedAsync(run.RunId, ids, before, cancellationToken));
    }
}
