using DurableTeams.Contracts;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;

namespace DurableTeams.Runs.Activities;

/// <summary>The changes that record the end of a tool call.</summary>
internal static class ToolCallChanges
{
    /// <summary>The change that answers the call.</summary>
    /// <param name="input">The call.</param>
    /// <param name="call">The call as it was made.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="started">When it began.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="action">The audit entry of the call's requirement, where it has one.</param>
    public static RunChange Answered(
        ToolCallInput input, StoredCall call, ToolOutcome outcome, DateTimeOffset started, DateTimeOffset now, string action)
    {
        var (agent, place) = (input.Agent, input.Call);
        var key = $"{agent.MemberRunId}:";
        var ended = outcome.Succeeded
            ? new RunEventDraft(key + ToolEvents.EndedKey(
                place.Turn, place.Index), RunEventTypes.ToolCallCompleted, agent.MemberRunId, agent.MemberId,
                RunChanges.Data(new
                {
                    callId = call.CallId,
                    name = call.Name,
                    attempts = input.Attempt,
                    turn = place.Turn,
                    index = place.Index
                }))
            : new RunEventDraft(key + ToolEvents.EndedKey(
                place.Turn, place.Index), RunEventTypes.ToolCallFailed, agent.MemberRunId, agent.MemberId,
                RunChanges.Data(new
                {
                    callId = call.CallId,
                    name = call.Name,
                    attempts = input.Attempt,
                    error = outcome.Text,
                    turn = place.Turn,
                    index = place.Index
                }));
        var argumentsHash = CanonicalJson.Hash(call.Arguments);
        var executed = new { attempts = input.Attempt, succeeded = outcome.Succeeded, argumentsHash };
        // If a person was asked whether the call was made, this result also acts on the person's answer.
        var unknown = input.Again > 0 ? RunIds.UnknownOutcome(place, input.Again) : null;
        return new RunChange(agent.RunId, now)
        {
            Messages = [new MessageRecord
            {
                MemberRunId = agent.MemberRunId,
                Turn = place.Turn,
                Slot = 1 + place.Index,
                Role = "tool",
                CallId = call.CallId,
                Text = outcome.Succeeded ? outcome.Text : $"Error: {outcome.Text}",
                Status = outcome.Succeeded ? ToolCallStatus.Completed : ToolCallStatus.Failed,
                Attempts = input.Attempt + input.Again,
            }],
            Delivered = [.. new[] { input.RequirementId, unknown }.OfType<string>()],
            Audit = [.. new[] { input.RequirementId, unknown }.OfType<string>()
                .Select(id => new AuditDraft(id, action, action, Data: RunChanges.Data(executed)))],
            Events =
            [
                new RunEventDraft(key + ToolEvents.StartedKey(
                    place.Turn, place.Index), RunEventTypes.ToolCallStarted, agent.MemberRunId, agent.MemberId,
                    RunChanges.Data(new
                    {
                        callId = call.CallId,
                        name = call.Name,
                        arguments = call.Arguments,
                        turn = place.Turn,
                        index = place.Index
                    }), started),
                ended,
            ],
        };
    }
}
