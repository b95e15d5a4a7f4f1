using System.Globalization;
using System.Text.Json;
using DurableTeams.Storage;

namespace DurableTeams.Embedded.Storage;

/// <summary>Ends requirements: by a decision, or because nobody needs to decide any more.</summary>
internal sealed class Resolutions(EventLog events)
{
    private const string Approve = "approve";
    private const string Reject = "reject";

    /// <summary>Takes all decisions or none.</summary>
    /// <exception cref="ArgumentException">A decision is unknown, or its requirement is not one of this run.</exception>
    public DecideResult Decide(WriteSession session, RunRow run, IReadOnlyList<DecisionRecord> decisions)
    {
        var states = new Dictionary<string, RequirementRecord>(StringComparer.Ordinal);
        var taken = new List<RequirementRecord>();
        var conflicts = new List<RequirementRecord>();
        var endsPause = run.Status == RunStatus.Paused;
        foreach (var decision in decisions)
        {
            if (!states.TryGetValue(decision.RequirementId, out var asked))
                asked = RequirementTable.Find(session, decision.RequirementId) ?? throw Unknown(run, decision);
            if (asked.Status == RequirementStatus.Pending && CanGoOn(session, run, asked))
            {
                asked = Resolve(asked, decision, endsPause ? run.Pauses : null);
                endsPause = false;
                taken.Add(asked);
            }
            else if (!IsSame(asked, decision) && !conflicts.Exists(conflict => conflict.RequirementId == asked.RequirementId))
            {
                conflicts.Add(asked);
            }

            states[decision.RequirementId] = asked;
        }

        if (conflicts.Count > 0)
        {
            // As they are, not as they would have become.
            return new DecideResult([.. conflicts.Select(c => RequirementTable.Find(session, c.RequirementId)!)], []);
        }

        foreach (var resolved in taken) Write(session, run, resolved);
        if (taken.Exists(resolved => resolved.EndedPause is not null)) Continue(session, run, taken[0].ResolvedAt!.Value);
        return new DecideResult([], [.. decisions.Select(d => d.RequirementId).Distinct().Select(id => states[id])]);
    }

    /// <summary>Cancels what an agent run still asks.</summary>
    public void CancelOf(WriteSession session, RunRow run, SqlValue agent, DateTimeOffset at)
    {
        foreach (var pending in RequirementTable.ListPending(session, run, agent))
            Write(session, run, pending with { Status = RequirementStatus.Cancelled, ResolvedAt = at });
    }

    private static bool CanGoOn(WriteSession session, RunRow run, RequirementRecord asked) =>
        !run.Status.IsFinal()
        && MemberRunTable.FindStatus(session, run.Id, AgentIds.Position(run.RunId, asked.MemberRunId))?.IsFinal() != true;

    private static RequirementRecord Resolve(RequirementRecord asked, DecisionRecord decision, int? endedPause) => asked with
    {
        Status = decision.Decision == Approve ? RequirementStatus.Approved : RequirementStatus.Rejected,
        Decision = decision.Decision,
        Note = decision.Note,
        EditedArguments = decision.Arguments,
        ResolvedBy = decision.By,
        ResolvedAt = decision.At,
        EndedPause = endedPause,
        Delivered = false,
    };

    // Who decided, when and with which note does not make it another decision.
    private static bool IsSame(RequirementRecord asked, DecisionRecord decision) =>
        asked.Decision == decision.Decision
        && (asked.EditedArguments, decision.Arguments) switch
        {
            (null, null) => true,
            ({ } left, { } right) => JsonElement.DeepEquals(left, right),
            _ => false,
        };

    private void Write(WriteSession session, RunRow run, RequirementRecord resolved)
    {
        var at = resolved.ResolvedAt!.Value;
        RequirementTable.Resolve(session, run, resolved);
        if (resolved.Decision is not null)
        {
            var agent = AgentIds.Position(run.RunId, resolved.MemberRunId);
            MemberRunTable.SetStatus(session, run.Id, agent, RunStatus.Paused, RunStatus.Running);
        }

        var data = StoredJson.Element(new ResolvedData(resolved.RequirementId, resolved.Status, resolved.Decision, resolved.ResolvedBy));
        // Cancelled with a run that failed, it may be decided once that was retried.
        var attempt = run.Attempt == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{run.Attempt}");
        events.Append(session, run, at, new RunEventDraft(
            $"req:{resolved.RequirementId}:resolved{attempt}", RunEventTypes.RequirementResolved, resolved.MemberRunId, resolved.MemberId, data));
        RunTable.Touch(session, run.Id, at);
    }

    private void Continue(WriteSession session, RunRow run, DateTimeOffset at)
    {
        RunTable.SetStatus(session, run, new StatusPatch(RunStatus.Running), at);
        var data = StoredJson.Element(new ContinuedData(run.Pauses));
        events.Append(session, run, at, new RunEventDraft($"run:continued:{run.Pauses}", RunEventTypes.RunContinued, Data: data));
    }

    private static ArgumentException Unknown(RunRow run, DecisionRecord decision) =>
        new($"\"{decision.RequirementId}\" is not the id of a requirement of run {run.RunId}.", nameof(decision));

    /// <summary>Checks what the store itself relies on.</summary>
    /// <exception cref="ArgumentException">A decision is unknown, or its requirement is not one of this run.</exception>
    public static void Check(string runId, IReadOnlyList<DecisionRecord> decisions)
    {
        foreach (var decision in decisions)
        {
            RequirementTable.Local(runId, decision.RequirementId);
            if (decision.Decision is not (Approve or Reject))
                throw new ArgumentException($"\"{decision.Decision}\" is not a decision.", nameof(decisions));
        }
    }

    private sealed record ResolvedData(string RequirementId, RequirementStatus Status, string? Decision, string? By);

    private sealed record ContinuedData(int Pause);
}
