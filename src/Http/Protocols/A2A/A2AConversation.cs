using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Json;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// Finds the run that a message means, from ids alone: the id of a message is the key under which its run was started, a task is
/// a run, a context a session. So a message that is sent again is the same message, before and after a restart of either side.
/// </summary>
internal sealed class A2AConversation(IRunStore store, RunService runs, ApprovalService approvals, RunStretch stretch)
{
    private const int Batch = 200;

    /// <summary>The member of a run's metadata that has the id of the message that started it.</summary>
    public const string Own = "a2a";

    /// <summary>The run of a task.</summary>
    /// <exception cref="ApiException">404: there is none of this team.</exception>
    public async Task<RunRecord> GetAsync(string teamId, string taskId, CancellationToken cancellationToken) =>
        await store.FindRunAsync(taskId, cancellationToken) is { } run && run.TeamId == teamId
            ? run
            : throw ApiErrors.NotFound("task", taskId);

    /// <summary>The run, and the event after which what is to be told begins.</summary>
    /// <exception cref="ApiException">The message cannot be granted; nothing was taken.</exception>
    public async Task<(RunRecord Run, long After)> FindAsync(
        string teamId, A2ASend send, HttpRequest request, CancellationToken cancellationToken)
    {
        if (send.Message.TaskId is not null) return await AnswerAsync(teamId, send.Message, request, cancellationToken);
        // No key of the API begins like this, unless its caller means this run.
        var key = "a2a:" + send.Message.MessageId;
        var after = 0L;
        if (await runs.FindStartedAsync(teamId, key, cancellationToken) is { } started)
            after = await stretch.LastAsync(started.RunId, cancellationToken);
        else HttpParts.Of(request.HttpContext).Starts.Count();
        var call = CallContext.Of(request.HttpContext);
        var start = new StartRunRequest(
            send.Message.Question("message.parts"), send.Message.ContextId, send.UserId, Metadata(send));
        return (await runs.StartAsync(teamId, start, key, call.TraceParent, call.Client, cancellationToken), after);
    }

    /// <summary>All requirements of a run, oldest first.</summary>
    public async Task<IReadOnlyList<RequirementRecord>> AskedAsync(string runId, CancellationToken cancellationToken)
    {
        List<RequirementRecord> all = [];
        string? cursor = null;
        do
        {
            var page = await store.ListRequirementsAsync(
                new RequirementQuery(RunId: runId, Limit: Batch, Cursor: cursor), cancellationToken);
            all.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null);

        all.Reverse();
        return all;
    }

    private static JsonElement Metadata(A2ASend send)
    {
        var metadata = send.Metadata is { } given
            ? (JsonObject)JsonSerializer.SerializeToNode(given, ContractJson.Answers)! : [];
        metadata[Own] = new JsonObject { ["messageId"] = send.Message.MessageId };
        return JsonSerializer.SerializeToElement(metadata, ContractJson.Answers);
    }

    private async Task<(RunRecord Run, long After)> AnswerAsync(
        string teamId, A2AMessage message, HttpRequest request, CancellationToken cancellationToken)
    {
        var run = await GetAsync(teamId, message.TaskId!, cancellationToken);
        if (message.ContextId is { } context && context != run.SessionId)
            throw ApiErrors.InvalidField("message.contextId", $"is not the context of this task, '{run.SessionId}'.");
        var call = CallContext.Of(request.HttpContext);
        var asked = await AskedAsync(run.RunId, cancellationToken);
        var last = await stretch.LastAsync(run.RunId, cancellationToken);
        var from = $"{HttpParts.Of(request.HttpContext).Principals.From(request, "a2a")} {message.MessageId}";
        var answers = A2AAnswers.Data(message, asked, DecisionFields.Of(request.HttpContext));
        if (answers.Count == 0)
        {
            // Text names no question: sent again, it must not answer the next one.
            if (await WasTakenAsync(asked, message.MessageId, cancellationToken)) return (run, last);
            if (run.Status.IsFinal()) throw ApiErrors.RunFinished(run.RunId, EnumText.Of(run.Status));
            answers = [A2AAnswers.Text(
                message, asked, HttpParts.Of(request.HttpContext).Principals.Decider(request, null, "by"))];
        }

        List<DecisionRequest> decisions = [];
        foreach (var (decision, _) in answers)
        {
            decisions.Add(decision with { From = from, TraceParent = call.TraceParent });
            // Which one was decided otherwise matters more than that its run has ended meanwhile.
            if (asked.FirstOrDefault(one => one.RequirementId == decision.RequirementId) is { } requirement
                && requirement.Status != RequirementStatus.Pending && !DecisionCheck.IsRepeat(requirement, decision))
                throw DecisionCheck.Contradiction(requirement, DateTimeOffset.MaxValue);
        }

        try
        {
            run = await approvals.ContinueAsync(run.RunId, decisions, call.Client, cancellationToken);
            return (run, last);
        }
        catch (ApiException exception) when (exception.Field is { } field)
        {
            throw A2AAnswers.Placed(exception, field, answers);
        }
    }

    private async Task<bool> WasTakenAsync(
        IReadOnlyList<RequirementRecord> asked, string messageId, CancellationToken cancellationToken)
    {
        foreach (var requirement in asked)
        {
            var audit = await store.ListAuditAsync(requirement.RequirementId, cancellationToken);
            if (audit.Any(entry => entry.From is { } from && from.StartsWith(Own, StringComparison.Ordinal)
                && from.EndsWith(" " + messageId, StringComparison.Ordinal))) return true;
        }

        return false;
    }
}
