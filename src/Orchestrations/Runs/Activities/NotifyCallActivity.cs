using DurableTeams.Approvals.Links;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Runs.Notifications;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// One attempt to tell somebody of a requirement. An address may carry a secret in its path: records and logs show the host
/// alone.
/// </summary>
internal sealed partial class NotifyCallActivity(
    IRunStore store,
    NotifyTargets targets,
    NotifyDelivery delivery,
    PublicAddress address,
    TimeProvider time,
    ILogger<NotifyCallActivity> logger)
    : TaskActivity<NotifyInput, NotifyResult>
{
    private static readonly NotifyResult Done = new(TryAgain: false);
    private static readonly NotifyResult Again = new(TryAgain: true);

    /// <inheritdoc/>
    public override async Task<NotifyResult> RunAsync(TaskActivityContext context, NotifyInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await store.FindRequirementAsync(input.RequirementId) is not { Status: RequirementStatus.Pending } requirement)
            return Done;
        var deliveryId = Notification.DeliveryId(requirement.RequirementId, input.Escalated);
        if (await IsOverAsync(requirement, deliveryId)) return Done;
        // In a moment the host knows where it listens, and can make the links.
        if (address.IsExpected) return Again;
        try
        {
            return await targets.FindAsync(requirement, input.Escalated) is { } target
                ? await TellAsync(input, requirement, deliveryId, target)
                : Done;
        }
        catch (Exception exception) when (
            exception is HttpRequestException or DefinitionException or UriFormatException or MailNotSentException)
        {
            LogUntold(input.RunId, requirement.MemberRunId, input.RequirementId, input.Attempt, exception.Message);
            return Again;
        }
    }

    private async Task<NotifyResult> TellAsync(
        NotifyInput input, RequirementRecord requirement, string deliveryId, NotifyTarget target)
    {
        var told = await delivery.SendAsync(requirement, input.Escalated, target);
        // That of a webhook goes without saying.
        NotifyFormat? format = target.Format == NotifyFormat.Webhook ? null : target.Format;
        if (told.Accepted)
        {
            return await EndAsync(requirement, deliveryId, AuditActions.Notified, new
            {
                deliveryId,
                format,
                address = told.Address,
                notTold = told.NotTold,
                attempt = input.Attempt
            });
        }

        if (told.Refusal is { } reason)
        {
            return await EndAsync(
                requirement, deliveryId, AuditActions.Refused, new { deliveryId, format, address = told.Address, reason });
        }

        LogRefused(input.RunId, requirement.MemberRunId, told.Address, told.Status, input.RequirementId, input.Attempt);
        return new NotifyResult(TryAgain: true, (long?)told.RetryAfter?.TotalMilliseconds);
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
