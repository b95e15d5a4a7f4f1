using DurableTeams.Contracts;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>
/// The result of a turn that was recorded before (the run was retried, or the result was lost with its process). Calls that
/// were answered since are not made again, and calls that were decided do not wait again.
/// </summary>
internal sealed class RecordedTurns(IRunStore store)
{
    /// <summary>The result, updated with what has happened since.</summary>
    public async Task<ModelCallResult> ResultAsync(
        TurnReading reading, IReadOnlyList<MessageRecord> messages, ModelCallInput input)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(input);
        var result = reading.Result(input.Used);
        if (ForkMessage.FollowsTurn(messages, input.Turn)) result = result with { Final = false, Ending = null, Told = true };
        if (result.Calls is null) return result;
        var calls = new List<PlannedCall>();
        foreach (var call in result.Calls)
        {
            if (call.MemberId is not null || call.ToAll) calls.Add(call);
            else if (messages.FirstOrDefault(message => message.Turn == input.Turn
                && message.Slot == 1 + call.Index) is { } answer)
            {
                // A rejected call was answered without running: it is neither made nor counted.
                if (answer.Attempts > 0) calls.Add(call with { Recorded = true, Gated = false });
            }
            else calls.Add(call.Gated ? await DecidedAsync(call, input) : call);
        }

        return result with { Calls = calls };
    }

    private async Task<PlannedCall> DecidedAsync(PlannedCall call, ModelCallInput input)
    {
        var id = RunIds.Requirement(input.Agent.MemberRunId, input.Turn, call.Index);
        var requirement = await store.FindRequirementAsync(id);
        return requirement?.Decision is { } decision ? call with { Decision = decision } : call;
    }
}
