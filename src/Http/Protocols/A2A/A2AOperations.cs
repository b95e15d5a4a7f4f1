using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Json;
using DurableTeams.Runs.Callbacks;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>The operations of A2A 1.0 (section 3.1) on one team, for each binding.</summary>
internal sealed class A2AOperations(A2AParts parts, string teamId, HttpRequest request, A2ABinding binding)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan CancelWait = TimeSpan.FromSeconds(10);

    private CancellationToken Aborted => request.HttpContext.RequestAborted;

    /// <summary><c>SendMessage</c>: starts a task or answers what one asks, and waits until it ends or is interrupted.</summary>
    public async Task<IResult> SendAsync(BodyFields input)
    {
        var send = A2ASend.Read(input, teamId);
        var (run, _) = await TakeAsync(send);
        if (!send.ReturnImmediately) run = await WaitAsync(run, LongestWait);
        var task = await parts.Tasks.OfAsync(run, send.HistoryLength, artifacts: true, Aborted);
        return binding.Answer(new JsonObject { ["task"] = task });
    }

    /// <summary><c>SendStreamingMessage</c>.</summary>
    public async Task<IResult> StreamAsync(BodyFields input)
    {
        var send = A2ASend.Read(input, teamId);
        var (run, after) = await TakeAsync(send);
        var task = await parts.Tasks.OfAsync(run, send.HistoryLength, artifacts: true, Aborted);
        return new A2AStream(parts, run, after, task, waits: false, binding);
    }

    /// <summary><c>GetTask</c>.</summary>
    public async Task<IResult> GetAsync(BodyFields input)
    {
        var run = await FindAsync(input);
        return binding.Answer(await parts.Tasks.OfAsync(run, A2ASend.History(input), artifacts: true, Aborted));
    }

    /// <summary><c>ListTasks</c>.</summary>
    public async Task<IResult> ListAsync(BodyFields input)
    {
        A2ASend.CheckTenant(input, teamId);
        return binding.Answer(await A2AList.Read(input).AnswerAsync(parts, teamId, Aborted));
    }

    /// <summary><c>CancelTask</c>.</summary>
    public async Task<IResult> CancelAsync(BodyFields input)
    {
        var run = await FindAsync(input);
        var reason = input.OptionalFields("metadata")?.OptionalText("reason", DecisionFields.MaxNoteLength);
        try
        {
            run = await parts.Runs.CancelAsync(run.RunId, reason, Client, Aborted);
        }
        catch (ApiException exception) when (exception.Code == "runFinished")
        {
            throw ApiErrors.Conflict("taskNotCancelable", $"The task is {EnumText.Of(run.Status)} already.");
        }

        // A paused run stays paused until its orchestration was told.
        var started = TimeProvider.System.GetTimestamp();
        while (!run.Status.IsFinal() && TimeProvider.System.GetElapsedTime(started) < CancelWait)
        {
            var last = await parts.Stretch.LastAsync(run.RunId, Aborted);
            run = await parts.Conversation.GetAsync(teamId, run.RunId, Aborted);
            if (run.Status.IsFinal()) break;
            await parts.Store.WaitForEventAsync(
                run.RunId, last, CancelWait - TimeProvider.System.GetElapsedTime(started), Aborted);
            Aborted.ThrowIfCancellationRequested();
        }

        return binding.Answer(await parts.Tasks.OfAsync(run, null, artifacts: true, Aborted));
    }

    /// <summary><c>SubscribeToTask</c>.</summary>
    public async Task<IResult> SubscribeAsync(BodyFields input)
    {
        var run = await FindAsync(input);
        // What happens from here on is told even if the task has it already.
        var after = await parts.Stretch.LastAsync(run.RunId, Aborted);
        run = await parts.Conversation.GetAsync(teamId, run.RunId, Aborted);
        if (run.Status.IsFinal()) throw ApiErrors.RunFinished(run.RunId, EnumText.Of(run.Status));
        var task = await parts.Tasks.OfAsync(run, null, artifacts: true, Aborted);
        return new A2AStream(parts, run, after, task, waits: true, binding);
    }

    /// <summary><c>CreateTaskPushNotificationConfig</c>.</summary>
    public async Task<IResult> CreatePushAsync(BodyFields input)
    {
        var callback = A2APush.Read(input);
        var run = await FindAsync(input, "taskId");
        if (run.Status.IsFinal()) throw ApiErrors.RunFinished(run.RunId, EnumText.Of(run.Status));
        await AddAsync(run, callback);
        return binding.Answer(A2APush.Write(run.RunId, callback));
    }

    /// <summary><c>GetTaskPushNotificationConfig</c>.</summary>
    public async Task<IResult> GetPushAsync(BodyFields input)
    {
        var run = await FindAsync(input, "taskId");
        var id = A2APush.Id(input);
        var known = await PossibleCallbacks().ListAsync(run.RunId, Client, Aborted);
        return binding.Answer(A2APush.Write(
            run.RunId, known.FirstOrDefault(one => one.Id == id) ?? throw new ApiException(
                404, "taskNotFound", "This task has no such push notification configuration.")));
    }

    /// <summary><c>ListTaskPushNotificationConfigs</c>: all, since a task has few.</summary>
    public async Task<IResult> ListPushAsync(BodyFields input)
    {
        var run = await FindAsync(input, "taskId");
        var known = await PossibleCallbacks().ListAsync(run.RunId, Client, Aborted);
        return binding.Answer(new JsonObject
        {
            ["configs"] = new JsonArray([.. known.Select(one => A2APush.Write(run.RunId, one))]), ["nextPageToken"] = "",
        });
    }

    /// <summary><c>DeleteTaskPushNotificationConfig</c>.</summary>
    public async Task<IResult> DeletePushAsync(BodyFields input)
    {
        var run = await FindAsync(input, "taskId");
        PossibleCallbacks();
        await RunCallbacks.RemoveAsync(run.RunId, A2APush.Id(input), Client, Aborted);
        return binding.Answer([]);
    }

    private DurableTaskClient Client => CallContext.Of(request.HttpContext).Client;

    private async Task<(RunRecord Run, long After)> TakeAsync(A2ASend send)
    {
        if (send.Push is not null) PossibleCallbacks();
        var found = await parts.Conversation.FindAsync(teamId, send, request, Aborted);
        if (send.Push is { } callback) await AddAsync(found.Run, callback);
        return found;
    }

    private Task AddAsync(RunRecord run, RunCallback callback) => PossibleCallbacks().AddAsync(run, callback, Client, Aborted);

    private RunCallbacks PossibleCallbacks() => parts.Callbacks.IsPossible
        ? parts.Callbacks
        : throw ApiErrors.Conflict(
            "pushNotPossible",
            "This host sends no push notifications, since it has no key to sign them with: DURABLETEAMS_LINK_KEYS or "
                + "DURABLETEAMS_WEBHOOK_KEYS.");

    private Task<RunRecord> FindAsync(BodyFields input, string name = "id")
    {
        A2ASend.CheckTenant(input, teamId);
        var id = A2AMessage.OptionalId(input, name) ?? throw ApiErrors.InvalidField(name, "is required, the id of a task.");
        return parts.Conversation.GetAsync(teamId, id, Aborted);
    }

    private async Task<RunRecord> WaitAsync(RunRecord run, TimeSpan longest)
    {
        // A host that stops answers with the present state instead of holding the caller.
        var host = request.HttpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Aborted, host.ApplicationStopping);
        return await parts.Runs.WaitAsync(run, longest, ends.Token);
    }
}
