using System.Globalization;
using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>The rules for the end of requirements, and the events and audit entries of that end.</summary>
public static partial class RunRules
{
    // A value of the contract's full depth may be some levels down in an event.
    private static readonly JsonSerializerOptions Json = new(ContractJson.Compact) { MaxDepth = 512 };

    /// <summary>Whether a requirement has a decision that no orchestration has acted on.</summary>
    public static bool IsUndelivered(RequirementRecord asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return !asked.Delivered && asked.Status is not (RequirementStatus.Pending or RequirementStatus.Cancelled);
    }

    /// <summary>Writes the outcome of a requirement, or its approvals so far.</summary>
    private static void Resolve(IRunRows rows, RequirementRecord resolved, string? traceparent = null)
    {
        // The orchestration of a remote member learns of the change of its work.
        if (resolved is { Work: not null, Decision: not null }) resolved = resolved with { Delivered = true };
        rows.Write(resolved);
        if (resolved.ResolvedAt is not { } at) return;
        if (resolved.Decision is not null && rows.FindMemberRun(resolved.MemberRunId)?.Status == RunStatus.Paused)
            rows.Write(new MemberRunUpdate(resolved.MemberRunId, RunStatus.Running));

        // A requirement that was cancelled with a failed run may be decided after a retry.
        var attempt = rows.Run.Attempt;
        var key = $"req:{resolved.RequirementId}:resolved" + (attempt == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $":{attempt}"));
        var data = new ResolvedData(resolved.RequirementId, resolved.Status, resolved.Decision, resolved.ResolvedBy, traceparent);
        AppendEvents(
            rows, at,
            new RunEventDraft(key, RunEventTypes.RequirementResolved, resolved.MemberRunId, resolved.MemberId, Element(data)));
        rows.Touch(at);
        if (resolved is { Work: not null, Decision: not null }) Decided(rows, resolved, at);
    }

    /// <summary>Cancels the pending requirements of a member run.</summary>
    private static void CancelRequirements(IRunRows rows, string memberRunId, DateTimeOffset at)
    {
        foreach (var pending in rows.ListRequirements(memberRunId, RequirementStatus.Pending))
        {
            Resolve(rows, pending with { Status = RequirementStatus.Cancelled, ResolvedAt = at });
            rows.Append(at, new AuditDraft(pending.RequirementId, null, AuditActions.Cancelled));
        }
    }

    private static void AppendRunEvent<T>(IRunRows rows, DateTimeOffset at, string what, int number, string type, T data) =>
        AppendEvents(
            rows, at,
            new RunEventDraft(string.Create(CultureInfo.InvariantCulture, $"run:{what}:{number}"), type, Data: Element(data)));

    private static JsonElement Element<T>(T data) => JsonSerializer.SerializeToElement(data, Json);

    private sealed record ResolvedData(
        string RequirementId, RequirementStatus Status, string? Decision, string? By, string? Traceparent);
}
