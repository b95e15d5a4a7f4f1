using System.Text.Json;
using DurableTeams.Approvals.Links;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Contracts;
using DurableTeams.Contracts.Remote;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Outbound;
using DurableTeams.Runs.Activities;
using DurableTeams.Storage;
using DurableTeams.Storage.Work;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Remote;

/// <summary>
/// One request that sends work to an address, signed as notifications are. The answer may be in its body, or come by the
/// callback. An address may carry a secret in its path: records and logs show the host alone.
/// </summary>
internal sealed partial class PushCallActivity(
    IRunStore store, ITeamCatalog catalog, IDefinitionEnvironment environment, WorkOrders orders, WorkForms forms,
    WorkNotices notices,
    WorkAlarm alarm, EngineClient engine, WebhookKeys keys, LinkKeys links, PublicAddress address, OutboundSender sender,
    TimeProvider time,
    ILogger<PushCallActivity> logger)
    : TaskActivity<PushInput, NotifyResult>
{
    private const int Gone = 410;
    private const int MaxAnswer = 1024 * 1024;
    private static readonly NotifyResult Done = new(TryAgain: false);
    private static readonly NotifyResult Again = new(TryAgain: true);

    /// <inheritdoc/>
    public override async Task<NotifyResult> RunAsync(TaskActivityContext context, PushInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await store.FindWorkAsync(input.WorkId) is not { IsOpen: true, Accepted: false } work) return Done;
        // In a moment the host knows where it listens, and can make the callback.
        if (address.IsExpected) return Again;
        if (work.Status == WorkStatus.Waiting && work.Attempt == input.Number - 1)
        {
            if (keys.All.Count == 0 || address.Value is null)
                return await FailAsync(work, null, "notConfigured", NotConfigured());
            var lease = new WorkLease(
                time.GetUtcNow(), await HostAsync(work),
                WorkToken.Hash(WorkToken.OfPush(TokenKeys[0], work.WorkId, input.Number)));
            if (await store.ChangeWorkAsync(work.WorkId, lease) is not { Outcome: WorkOutcome.Done, Work: { } given })
                return Done;
            work = given;
            alarm.Watch(work.WorkId, work.Due);
        }

        if (work.Status != WorkStatus.Leased || work.Attempt != input.Number) return Done;
        var token = TokenKeys.Select(key => WorkToken.OfPush(key, work.WorkId, input.Number))
            .FirstOrDefault(token => WorkToken.Hash(token) == work.TokenHash);
        // The key of the attempt is gone; the attempt ends with its time.
        if (token is null || await OrderAsync(work, token) is not { } order) return Done;
        try
        {
            return await SendAsync(input, work, order);
        }
        catch (Exception exception) when (exception is HttpRequestException or DefinitionException or UriFormatException)
        {
            LogUnsent(input.RunId, work.MemberRunId, work.WorkId, input.Attempt, exception.Message);
            return Again;
        }
    }

    // Receivers know the keys that sign; where there are others, tokens are made with those.
    private IReadOnlyList<SigningKey> TokenKeys => links.All.Count > 0 ? links.All : keys.All;

    private async Task<NotifyResult> SendAsync(PushInput input, WorkRecord work, WorkOrder order)
    {
        var target = await TargetAsync(work);
        var body = JsonSerializer.SerializeToUtf8Bytes(order, ContractJson.Answers);
        var delivery = FormattableString.Invariant($"{work.WorkId.Replace('.', '_')}-{input.Number}");
        OutboundAnswer answer;
        try
        {
            answer = await sender.PostAsync(
                target, body,
                [.. Notification.Headers(delivery, body, keys, time.GetUtcNow()), new("traceparent", order.Traceparent)],
                keep: MaxAnswer);
        }
        catch (OutboundRefusedException refused)
        {
            return await FailAsync(work, order.Token, "addressRefused", $"could not be sent its work: {refused.Message}");
        }

        if (answer.Accepted)
        {
            if (WorkReply.Read(answer.Body) is { } reply) return await TakeAsync(work, order.Token, reply);
            await store.ChangeWorkAsync(
                work.WorkId, new WorkHeartbeat(time.GetUtcNow(), WorkToken.Hash(order.Token), Accepts: true));
            return Done;
        }

        if (answer.Status == Gone)
            return await FailAsync(
                work, order.Token, "addressRefused", "could not be sent its work: the address answered HTTP 410");
        LogRefused(input.RunId, work.MemberRunId, target.Host, answer.Status, work.WorkId, input.Attempt);
        return new NotifyResult(TryAgain: true, (long?)answer.RetryAfter?.TotalMilliseconds);
    }

    private async Task<NotifyResult> TakeAsync(WorkRecord work, string token, WorkReply reply)
    {
        if (reply.Output is { } output && await forms.ProblemAsync(work, output) is { } problem)
            return await FailAsync(work, token, "invalidOutput", $"did not answer as asked for: {problem}");
        return await EndAsync(work, token, reply);
    }

    private Task<NotifyResult> FailAsync(WorkRecord work, string? token, string code, string what) => EndAsync(
        work, token, new WorkReply(null, RunErrors.Error(work.Agent, code, what)));

    /// <summary>Ends the work; without a token it has not been given away, and ends all the same.</summary>
    private async Task<NotifyResult> EndAsync(WorkRecord work, string? token, WorkReply reply)
    {
        if (token is null)
        {
            token = WorkToken.New();
            await store.ChangeWorkAsync(work.WorkId, new WorkLease(time.GetUtcNow(), work.MemberId, WorkToken.Hash(token)));
        }

        var answer = await store.ChangeWorkAsync(
            work.WorkId,
            new WorkCompletion(time.GetUtcNow(), WorkToken.Hash(token), reply.Hash, reply.Output, reply.Error));
        if (answer is { Outcome: WorkOutcome.Done, Work: { } ended }) await notices.TellAsync(ended, engine.Client);
        return Done;
    }

    private async Task<WorkOrder?> OrderAsync(WorkRecord work, string token) => await orders.OfAsync(
        work, token, $"{address.Value}/api/work/{Uri.EscapeDataString(work.WorkId)}/callback?token={token}");

    private string NotConfigured() => keys.All.Count == 0
        ? $"cannot be sent its work: there is no key to sign it with ({WebhookKeys.Setting} or {LinkKeys.Setting})"
        : $"cannot be sent its work: the address for its answer is not known ({PublicAddress.Setting})";

    private async Task<string> HostAsync(WorkRecord work)
    {
        try
        {
            return (await TargetAsync(work)).Host;
        }
        catch (Exception exception) when (exception is DefinitionException or UriFormatException)
        {
            return work.MemberId;
        }
    }

    private async Task<Uri> TargetAsync(WorkRecord work)
    {
        var team = await catalog.GetPinnedAsync(work.Agent.DefinitionVersion);
        return new Uri(EnvironmentReferences.Expand(team.FindMember(work.MemberId)!.Remote!.Url!, environment), UriKind.Absolute);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}, member run {MemberRunId}: work {WorkId} could not be sent and is tried again "
            + "(attempt {Attempt}): {Reason}")]
    private partial void LogUnsent(string runId, string memberRunId, string workId, int attempt, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}, member run {MemberRunId}: {Host} answered {Status} to work {WorkId} (attempt {Attempt})")]
    private partial void LogRefused(string runId, string memberRunId, string host, int status, string workId, int attempt);
}
