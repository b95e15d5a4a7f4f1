using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// Answers a call with the decision on it, so that the member's model knows: rejected, expired, done elsewhere, or taken as
/// done.
/// </summary>
internal sealed class SettleActivity(IRunStore store) : TaskActivity<SettleInput, bool>
{
    /// <inheritdoc/>
    public override async Task<bool> RunAsync(TaskActivityContext context, SettleInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var requirement = await store.FindRequirementAsync(input.RequirementId)
            ?? throw new InvalidOperationException($"Requirement '{input.RequirementId}' is not in the store.");
        var (text, status) = Answer(requirement);
        var (agent, call) = (input.Agent, input.Call);
        var elsewhere = status is ToolCallStatus.Completed or ToolCallStatus.Failed;
        await store.CommitAsync(new RunChange(agent.RunId, input.At)
        {
            Messages = [new MessageRecord
            {
                MemberRunId = agent.MemberRunId,
                Turn = call.Turn,
                Slot = 1 + call.Index,
                Role = "tool",
                CallId = requirement.Tool.CallId,
                Text = text,
                Status = status,
                Attempts = 0,
            }],
            Delivered = [input.RequirementId],
            Events = elsewhere
                ? [new RunEventDraft(
                    $"{agent.MemberRunId}:{ToolEvents.EndedKey(call.Turn, call.Index)}",
                    status == ToolCallStatus.Completed ? RunEventTypes.ToolCallCompleted : RunEventTypes.ToolCallFailed,
                    agent.MemberRunId,
                    agent.MemberId,
                    RunChanges.Data(new
                    {
                        callId = requirement.Tool.CallId,
                        name = requirement.Tool.Name,
                        attempts = 0,
                        error = requirement.ResultError,
                        turn = call.Turn,
                        index = call.Index
                    }))]
                : [],
        });
        return true;
    }

    private static (string Text, ToolCallStatus Status) Answer(RequirementRecord requirement)
    {
        var note = string.IsNullOrWhiteSpace(requirement.Note) ? string.Empty : $" The person's note: {requirement.Note}";
        return requirement.Decision switch
        {
            DecisionKinds.Result when requirement.ResultError is { } error => ($"Error: {error}", ToolCallStatus.Failed),
            DecisionKinds.Result => (TextOf(requirement.Result), ToolCallStatus.Completed),
            DecisionKinds.Skip when requirement.Result is null =>
                ("It is not known whether this call was made; "
                    + $"a person decided to go on without its result.{note}", ToolCallStatus.Completed),
            DecisionKinds.Skip => (TextOf(requirement.Result), ToolCallStatus.Completed),
            DecisionKinds.Expire =>
                ("Rejected: nobody decided on this call in time, and it was not made.", ToolCallStatus.Rejected),
            _ when requirement.Kind == RequirementKind.UnknownOutcome =>
                ("Rejected: it is not known whether this call was made, "
                    + $"and it is not made again.{note}", ToolCallStatus.Rejected),
            _ => ($"Rejected: a person did not allow this call, and it was not made.{note}", ToolCallStatus.Rejected),
        };
    }

    private static string TextOf(JsonElement? result) => result switch
    {
        null => "null",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } json => json.GetRawText(),
    };
}
