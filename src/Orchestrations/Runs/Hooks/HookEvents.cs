using DurableTeams.Contracts;
using DurableTeams.Hooks;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Hooks;

/// <summary>The events of what hooks did.</summary>
internal static class HookEvents
{
    /// <summary>Of a model call.</summary>
    /// <param name="agent">The member run.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="notes">What hooks did, in order.</param>
    public static IEnumerable<RunEventDraft> OfTurn(AgentRef agent, int turn, IReadOnlyList<HookNote> notes) =>
        notes.Select((note, i) => new RunEventDraft(
            FormattableString.Invariant($"{agent.MemberRunId}:hook:m{turn}:{agent.Attempt}:{i}"),
            RunEventTypes.HookIntervened, agent.MemberRunId, agent.MemberId, RunChanges.Data(new
            {
                hook = note.Hook,
                on = note.On,
                when = note.When,
                did = note.Did,
                reason = note.Reason,
                turn,
            })));

    /// <summary>Of a tool call.</summary>
    /// <param name="agent">The member run.</param>
    /// <param name="place">The call's place.</param>
    /// <param name="call">The call.</param>
    /// <param name="notes">What hooks did, in order.</param>
    public static IEnumerable<RunEventDraft> OfCall(
        AgentRef agent, CallReference place, StoredCall call, IReadOnlyList<HookNote> notes) =>
        notes.Select((note, i) => new RunEventDraft(
            FormattableString.Invariant(
                $"{agent.MemberRunId}:hook:t{place.Turn}.{place.Index}:{note.When}:{agent.Attempt}:{i}"),
            RunEventTypes.HookIntervened, agent.MemberRunId, agent.MemberId, RunChanges.Data(new
            {
                hook = note.Hook,
                on = note.On,
                when = note.When,
                did = note.Did,
                reason = note.Reason,
                turn = place.Turn,
                index = place.Index,
                callId = call.CallId,
                name = call.Name,
            })));

    /// <summary>Of a run.</summary>
    /// <param name="leader">The leader's member run.</param>
    /// <param name="notes">What hooks did, in order.</param>
    public static IEnumerable<RunEventDraft> OfRun(AgentRef leader, IReadOnlyList<HookNote> notes) =>
        notes.Select((note, i) => new RunEventDraft(
            FormattableString.Invariant($"hook:run:{leader.Attempt}:{i}"), RunEventTypes.HookIntervened, Data: RunChanges.Data(new
            {
                hook = note.Hook,
                on = note.On,
                when = note.When,
                did = note.Did,
                reason = note.Reason,
            })));
}
