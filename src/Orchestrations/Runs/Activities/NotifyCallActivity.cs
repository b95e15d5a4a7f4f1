using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Outbound;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// One attempt to notify an address of a requirement. An address may carry a secret in its path: records and logs show the host
/// alone.
/// </summary>
internal sealed partial class NotifyCallActivity(
    IRunStore store,
    NotifyTargets targets,
    RequirementViews views,
    WebhookKeys keys,
    PublicAddress address,
    OutboundSender sender,
    TimeProvider time,
    ILogger<NotifyCallActivity> logger)
    : TaskActivity<NotifyInput, NotifyResult>
{
    private const int Gone = 410;
    private static readonly NotifyResult Done = new(TryAgain: false);
    private static readonly NotifyResult Again = new(TryAgain: true);

    /// <inheritdoc/>
    public override async Task<NotifyResult> RunAsync(TaskActivityContext context, NotifyInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await store.FindRequirementAsync(input.RequirementId) is not { Status: RequirementStatus.Pending } requirement)
            return Done;
        var delivery = Notification.DeliveryId(requirement.RequirementId, input.Escalated);
        if (await IsOverAsync(requirement, delivery)) return Done;
        // In a moment the host knows where it listens, and can make the links.
        if (address.IsExpected) return Again;
        try
        {
            return await targets.FindAsync(requirement, input.Escalated) is { } target
                ? await TellAsync(input, requirement, delivery, target)
                : Done;
        }
        catch (Exception exception) when (exception is HttpRequestException or DefinitionException or UriFormatException)
        {
            LogUntold(input.RunId, requirement.MemberRunId, input.RequirementId, input.Attempt, exception.Message);
            return Again;
        }
    }

    private async Task<NotifyResult> TellAsync(NotifyInput input, RequirementRecord requirement, string delivery, Uri target)
    {
        var host = target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        OutboundAnswer answer;
        try
        {
            var body = Notification.Of(requirement, views.Of(requirement), input.Escalated).Write();
            answer = await sender.PostAsync(target, body, Notification.Headers(delivery, body, keys, time.GetUtcNow()));
        }
        catch (OutboundRefusedException refused)
        {
            return await EndAsync(requirement, delivery, AuditActions.Refused, new
            {
                deliveryId = delivery,
                address = host,
                reason = refused.Message
            });
        }

        if (answer.Accepted)
            return await EndAsync(requirement, delivery, AuditActions.Notified, new
            {
                deliveryId = delivery,
                address = host,
                attempt = input.Attempt
            });
        if (answer.Status == Gone)
        {
            const string Reason = "HTTP 410: the address wants no more notifications.";
            return await EndAsync(
                requirement, delivery, AuditActions.Refused, new { deliveryId = delivery, address = host, reason = Reason });
        }

        LogRefused(input.RunId, requirement.MemberRunId, host, answer.Status, input.RequirementId, input.Attempt);
        return new NotifyResult(TryAgain: true, (long?)answer.RetryAfter?.TotalMilliseconds);
    }

    private async Task<NotifyResult> EndAsync(RequirementRecord requirement, string delivery, string action, object data)
    {
        var entry = new AuditDraft(requirement.RequirementId, $"notify:{delivery}", action, Data: RunChanges.Data(data));
        await store.AppendAuditAsync(requirement.RunId, [entry], time.GetUtcNow());
        return Done;
    }

    /// <summary>Whether an earlier attempt succeeded, but its result was lost with its process.</summary>
    private async Task<bool> IsOverAsync(RequirementRecord requirement, string delivery) =>
        (await store.ListAuditAsync(requirement.RequirementId)).Any(entry =>
            entry.Data is { ValueKind: System.Text.Json.JsonValueKind.Object } data
                && data.TryGetProperty("deliveryId", out var id) && id.ValueEquals(delivery));

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}, member run {MemberRunId}: the notification of {RequirementId} could not be sent and is "
            + "tried again (attempt {Attempt}): {Reason}")]
    private partial void LogUntold(string runId, string memberRunId, string requirementId, int attempt, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}, member run {MemberRunId}: {Host} answered {Status} to the notification of "
            + "{RequirementId} (attempt {Attempt})")]
    private partial void LogRefused(
        string runId, string memberRunId, string host, int? status, string requirementId, int attempt);
}
