using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Runs.Remote;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Services.Decisions;

/// <summary>
/// Takes people's decisions: checks all of them, stores all or none (the first decision on a requirement wins), then raises
/// their events. A stored decision is never lost: <see cref="OutboxRelay"/> raises its event again until the member run acted
/// on it.
/// </summary>
public sealed class ApprovalService(
    IRunStore store, DecisionCheck check, DecisionSignals signals, WorkNotices works, WorkAlarm alarm, TimeProvider time)
{
    /// <summary>The requirement with this id.</summary>
    /// <exception cref="ApiException">404.</exception>
    public async Task<RequirementRecord> GetAsync(string requirementId, CancellationToken cancellationToken = default) =>
        await store.FindRequirementAsync(requirementId, cancellationToken)
            ?? throw ApiErrors.NotFound("requirement", requirementId);

    /// <summary>Takes decisions on requirements of one run; returns the run after that.</summary>
    /// <exception cref="ApiException">400, 404 or 409: nothing was taken.</exception>
    public async Task<RunRecord> ContinueAsync(
        string runId, IReadOnlyList<DecisionRequest> decisions, DurableTaskClient client,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        var run = await store.FindRunAsync(runId, cancellationToken) ?? throw ApiErrors.NotFound("run", runId);
        var known = new HashSet<string>(StringComparer.Ordinal);
        List<(RequirementRecord Requirement, DecisionRequest Decision, string Field)> pairs = [];
        for (var i = 0; i < decisions.Count; i++)
        {
            var field = FormattableString.Invariant($"decisions[{i}].");
            if (!known.Add(decisions[i].RequirementId))
                throw ApiErrors.InvalidField(
                    field + "requirementId", $"'{decisions[i].RequirementId}' is decided twice in this body.");
            var requirement = await GetAsync(decisions[i].RequirementId, cancellationToken);
            if (requirement.RunId != run.RunId) throw ApiErrors.NotFound("requirement", requirement.RequirementId);
            pairs.Add((requirement, decisions[i], field));
        }

        await TakeAsync(run, pairs, client, cancellationToken);
        return await store.FindRunAsync(runId, cancellationToken) ?? run;
    }

    /// <summary>Takes one decision, whichever run it belongs to; returns the requirement after that.</summary>
    /// <exception cref="ApiException">400, 404 or 409: nothing was taken.</exception>
    public async Task<RequirementRecord> ResolveAsync(
        DecisionRequest decision, DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var requirement = await GetAsync(decision.RequirementId, cancellationToken);
        var run = await store.FindRunAsync(requirement.RunId, cancellationToken)
            ?? throw ApiErrors.NotFound("run", requirement.RunId);
        return (await TakeAsync(run, [(requirement, decision, "")], client, cancellationToken))[0];
    }

    private async Task<IReadOnlyList<RequirementRecord>> TakeAsync(
        RunRecord run,
        IReadOnlyList<(RequirementRecord Requirement, DecisionRequest Decision, string Field)> pairs,
        DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        pairs = [.. pairs.Select(pair => pair with { Decision = DecisionParts.Normalize(pair.Decision, pair.Field) })];
        var taken = await StoreAsync(run, pairs, cancellationToken);
        foreach (var requirement in taken.Where(requirement => requirement is { Delivered: false, Work: null }))
            await signals.TryRaiseAsync(requirement, client);
        foreach (var memberRun in taken.Where(requirement => requirement is { Work: not null, Decision: not null })
            .Select(requirement => requirement.MemberRunId).Distinct(StringComparer.Ordinal))
        {
            if (await store.FindWorkAsync(RunIds.Work(memberRun), CancellationToken.None) is not { } work) continue;
            alarm.Watch(work.WorkId, work.IsOpen ? work.Due : null);
            await works.TellAsync(work, client);
        }

        await RunCallbacks.LookAsync(run.RunId, client);
        return taken;
    }

    private async Task<IReadOnlyList<RequirementRecord>> StoreAsync(
        RunRecord run, IReadOnlyList<(RequirementRecord Requirement, DecisionRequest Decision, string Field)> pairs,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var at = time.GetUtcNow();
            List<DecisionRecord> records = [];
            foreach (var (requirement, decision, field) in pairs)
                records.Add(await check.CheckAsync(run, requirement, decision, field, at, cancellationToken));
            if (pairs.All(pair => DecisionCheck.IsRepeat(pair.Requirement, pair.Decision)))
                return [.. pairs.Select(pair => pair.Requirement)];

            var result = await store.DecideAsync(run.RunId, records, cancellationToken);
            var known = result.Conflicts.Count > 0 ? result.Conflicts : [.. result.Taken.Where(DecisionCheck.IsFilledIn)];
            if (known.Count == 0) return result.Taken;
            // Two people filled in fields at once: the arguments must hold the values of both.
            var stale = pairs.Where(pair => known.Any(now => DecisionCheck.IsFilledInFurther(pair.Requirement, now))).ToList();
            if (stale.Count == 0) throw DecisionCheck.Contradiction(known[0], at);
            pairs = [.. pairs.Select(pair => pair with
            {
                Requirement = known.FirstOrDefault(now => now.RequirementId == pair.Requirement.RequirementId) ?? pair.Requirement
            })];
        }
    }
}
