using System.Text.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>For stores: checks that a change belongs to its run, while its author can still get the exception.</summary>
public static class RunChangeCheck
{
    /// <summary>Checks every id in the change, and the other rules that stores rely on.</summary>
    /// <param name="change">The change.</param>
    /// <param name="memberRun">Throws where a member run's id belongs to another run.</param>
    /// <param name="requirement">Throws where a requirement's id belongs to another run.</param>
    /// <exception cref="ArgumentException">An id belongs to another run, or the change breaks a rule.</exception>
    public static void Check(RunChange change, Action<string> memberRun, Action<string> requirement)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(memberRun);
        ArgumentNullException.ThrowIfNull(requirement);
        var memberRuns = change.Started.Select(started => started.MemberRunId)
            .Concat(change.Members.Select(patch => patch.MemberRunId))
            .Concat(change.Messages.Select(message => message.MemberRunId))
            .Concat(change.Requirements.Select(asked => asked.MemberRunId))
            .Concat(change.CancelRequirementsOf)
            .Concat(change.Work.Select(work => work.MemberRunId))
            .Concat(change.WorkHeard.Select(heard => RunIds.MemberRunOfWork(heard.WorkId) ?? heard.WorkId))
            .Concat(change.SessionTurns.Select(turn => turn.MemberRunId))
            .Concat(change.UnlessRecorded is { } place ? [place.MemberRunId] : [])
            .Concat(change.Run?.OutputOf is { } outputOf ? [outputOf] : []);
        foreach (var id in memberRuns) memberRun(id);
        var requirements = change.Requirements.Select(asked => asked.RequirementId)
            .Concat(change.Delivered).Concat(change.Escalated).Concat(change.Audit.Select(draft => draft.RequirementId));
        foreach (var id in requirements) requirement(id);
        if (change.UnlessRecorded is { } turn && !change.Messages.Any(message => message.MemberRunId == turn.MemberRunId
            && message.Turn == turn.Turn && message.Slot == 0))
            throw new ArgumentException("A change with UnlessRecorded must hold the answer of that turn.", nameof(change));
        if (change.Audit.Any(draft => draft.Key is null))
            throw new ArgumentException("Every audit draft in a change needs a key.", nameof(change));
        if (change.StatePatch is { ValueKind: not JsonValueKind.Object })
            throw new ArgumentException("A state patch must be a JSON object.", nameof(change));
    }

    /// <summary>Checks that a query for requirements by deadline asks for pending ones alone.</summary>
    /// <exception cref="ArgumentException">It asks for another status.</exception>
    public static void Check(RequirementQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query is { Order: RequirementOrder.Deadline, Status: not (null or RequirementStatus.Pending) })
            throw new ArgumentException("Only pending requirements are listed by deadline.", nameof(query));
    }

    /// <summary>Checks decisions on the requirements of a run, as far as that needs no storage.</summary>
    /// <exception cref="ArgumentException">A decision's word is unknown, or its requirement belongs to another run.</exception>
    public static void Check(string runId, IReadOnlyList<DecisionRecord> decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        foreach (var decision in decisions)
        {
            var id = decision.RequirementId;
            if (!id.StartsWith(runId + ".", StringComparison.Ordinal) || id.Length <= runId.Length + 1)
                throw new ArgumentException($"\"{id}\" is not the id of a requirement of run {runId}.", nameof(decisions));
            if (!DecisionRule.IsWord(decision.Decision))
                throw new ArgumentException($"\"{decision.Decision}\" is not a decision.", nameof(decisions));
        }
    }
}
