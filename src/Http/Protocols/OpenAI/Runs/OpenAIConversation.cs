using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http.Protocols.OpenAI.Requests;
using DurableTeams.Http.Requests;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.OpenAI.Runs;

/// <summary>
/// Finds the run that a request means, from ids alone: a conversation is a session, a response a run from an event on, and what
/// is asked a requirement.
/// </summary>
internal sealed class OpenAIConversation(IRunStore store, RunService runs, ApprovalService approvals, RunStretch stretch)
{
    private const int NewestRuns = 50;

    /// <summary>What to tell.</summary>
    /// <exception cref="ApiException">The request cannot be granted; nothing was taken.</exception>
    public async Task<OpenAIStretch> FindAsync(OpenAIInput input, HttpRequest request, CancellationToken cancellationToken)
    {
        var previous = input.Previous is null ? null : await ReadAsync(input.Previous, cancellationToken);
        if (input.Dialogue.Answers.Count > 0) return await DecideAsync(input, previous, request, cancellationToken);
        return input.Dialogue.Message is { } message
            ? await StartAsync(input, message, previous, request, cancellationToken)
            : previous ?? await LatestAsync(input, cancellationToken);
    }

    /// <summary>The response with this id.</summary>
    /// <exception cref="ApiException">404: there is none, or it was not to be stored.</exception>
    public async Task<OpenAIStretch> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var (runId, after) = OpenAIIds.Read(id);
        if (await store.FindRunAsync(runId, cancellationToken) is not { } run || OpenAIRun.IsNotStored(run))
            throw ApiErrors.NotFound("response", id);
        if (after > 0 && (await store.ListEventsAsync(runId, after - 1, 1, cancellationToken)).Count == 0)
            throw ApiErrors.NotFound("response", id);
        return new OpenAIStretch(run, after, after > 0 ? OpenAIIds.Response(runId, 0) : OpenAIRun.PreviousOf(run), true);
    }

    private async Task<OpenAIStretch> StartAsync(
        OpenAIInput input, string message, OpenAIStretch? previous, HttpRequest request, CancellationToken cancellationToken)
    {
        // No key of the API begins like this, unless its caller means this run.
        var key = HeaderFields.IdempotencyKey(request) is { } given ? "openai:" + given : null;
        if (key is null || await runs.FindStartedAsync(input.Model, key, cancellationToken) is null)
        {
            if (previous is not null) await CheckNewestAsync(previous.Run, cancellationToken);
            HttpParts.Of(request.HttpContext).Starts.Count();
        }

        var call = CallContext.Of(request.HttpContext);
        var run = await runs.StartAsync(
            input.Model,
            new StartRunRequest(message, previous?.Run.SessionId ?? input.Conversation, input.UserId, input.RunMetadata()),
            key, call.TraceParent, call.Client, cancellationToken);
        return new OpenAIStretch(run, 0, input.Previous, input.Background);
    }

    private async Task<OpenAIStretch> LatestAsync(OpenAIInput input, CancellationToken cancellationToken)
    {
        var latest = input.Conversation is null ? null : await store.ListRunsAsync(
            new RunQuery(TeamId: input.Model, SessionId: input.Conversation, Limit: 1), cancellationToken);
        return latest is { Items.Count: > 0 }
            ? new OpenAIStretch(await runs.GetAsync(latest.Items[0].RunId, cancellationToken), 0, null, input.Background)
            : throw new ApiException(400, "noMessage", "There is no message of the user to start a run with.");
    }

    // A session is one line of runs. To go on from the middle of it would answer with what was said later in mind.
    private async Task CheckNewestAsync(RunRecord previous, CancellationToken cancellationToken)
    {
        var open = await stretch.PendingAsync(previous.RunId, cancellationToken);
        var ids = string.Join(", ", open.Take(20).Select(asks => asks.RequirementId));
        if (open.Count > 0 && !previous.Status.IsFinal())
            throw ApiErrors.Conflict(
                "approvalsOpen",
                $"The previous response waits for answers to {ids}: "
                    + "send them with previous_response_id, or cancel the response.",
                "previous_response_id");
        if (!previous.Status.IsFinal())
            throw ApiErrors.Conflict(
                "responseInProgress",
                "The previous response is not complete: wait for it, or cancel it, before a new message follows it.",
                "previous_response_id");
        var newest = await store.ListRunsAsync(
            new RunQuery(SessionId: previous.SessionId, Limit: NewestRuns), cancellationToken);
        var last = newest.Items.FirstOrDefault(run =>
            run.RunId == previous.RunId || run.Status is not (RunStatus.Failed or RunStatus.Cancelled));
        if (last?.RunId != previous.RunId)
            throw ApiErrors.Conflict(
                "notNewestResponse",
                "The conversation went on after this response, and a team cannot go on from the middle of one: name the newest "
                    + "response, or send conversation instead.",
                "previous_response_id");
    }

    private async Task<OpenAIStretch> DecideAsync(
        OpenAIInput input, OpenAIStretch? previous, HttpRequest request, CancellationToken cancellationToken)
    {
        if (input.Dialogue.Answers.Count > OpenAIAnswer.Most)
            throw ApiErrors.InvalidField("input", $"must have at most {OpenAIAnswer.Most} answers.");
        RunRecord? run = null;
        List<(OpenAIAnswer Answer, DecisionRequest Decision)> fresh = [];
        List<(OpenAIAnswer Answer, DecisionRequest Decision)> repeated = [];
        foreach (var answer in input.Dialogue.Answers)
        {
            var requirement = await store.FindRequirementAsync(answer.RequirementId, cancellationToken);
            if (requirement is null || requirement.TeamId != input.Model
                || (previous is not null && requirement.RunId != previous.Run.RunId))
                throw Unknown(answer);
            run ??= await store.FindRunAsync(requirement.RunId, cancellationToken);
            if (run?.RunId != requirement.RunId || (input.Conversation is { } session && run.SessionId != session))
                throw Unknown(answer);
            var decision = Decision(answer, requirement, input, request);
            if (requirement.Status == RequirementStatus.Pending) fresh.Add((answer, decision));
            else if (DecisionCheck.IsRepeat(requirement, decision)) repeated.Add((answer, decision));
            else throw DecisionCheck.Contradiction(requirement, DateTimeOffset.MaxValue);
        }

        // The same request once more tells the same once more.
        var taken = fresh.Count > 0 ? fresh : repeated;
        var before = await stretch.LastAsync(run!.RunId, cancellationToken);
        try
        {
            run = await approvals.ContinueAsync(
                run.RunId, [.. taken.Select(one => one.Decision)], CallContext.Of(request.HttpContext).Client, cancellationToken);
        }
        catch (ApiException exception) when (exception.Field?.StartsWith("decisions[", StringComparison.Ordinal) == true)
        {
            throw Placed(exception, taken);
        }

        var ids = taken.Select(one => one.Answer.RequirementId).ToHashSet(StringComparer.Ordinal);
        var after = await stretch.ResolvedAsync(run.RunId, ids, before, cancellationToken);
        return new OpenAIStretch(run, after, input.Previous ?? OpenAIIds.Response(run.RunId, 0), input.Background);
    }

    private static DecisionRequest Decision(
        OpenAIAnswer answer, RequirementRecord requirement, OpenAIInput input, HttpRequest request)
    {
        var principals = HttpParts.Of(request.HttpContext).Principals;
        var decision = answer.Decide(requirement.Kind, DecisionFields.Of(request.HttpContext)) with
        {
            From = principals.From(request, "openai"),
            TraceParent = CallContext.Of(request.HttpContext).TraceParent,
        };
        if (decision.By is not null) return decision;
        var person = principals.Decider(request, input.UserId, "user");
        return decision with { By = person?.Name, PrincipalId = person?.Id };
    }

    private static ApiException Unknown(OpenAIAnswer answer)
    {
        var unknown = ApiErrors.NotFound("requirement", answer.RequirementId);
        return new ApiException(unknown.Status, unknown.Code, unknown.Message, answer.Place);
    }

    // The error names what the client sent, not the decision that it became.
    private static ApiException Placed(
        ApiException exception, List<(OpenAIAnswer Answer, DecisionRequest Decision)> taken)
    {
        var field = exception.Field!;
        var end = field.IndexOf(']', StringComparison.Ordinal);
        var place = taken[int.Parse(field.AsSpan("decisions[".Length..end), System.Globalization.CultureInfo.InvariantCulture)]
            .Answer.Place;
        return new ApiException(
            exception.Status, exception.Code, exception.Message.Replace(field[..(end + 1)], place, StringComparison.Ordinal),
            place)
        {
            Errors = exception.Errors,
        };
    }
}
