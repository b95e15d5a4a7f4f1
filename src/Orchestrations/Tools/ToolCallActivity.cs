using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Runs;
using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Tools;

/// <summary>
/// One attempt of a tool call. Its result, or its final failure, is recorded as the message that answers the call; a call
/// whose result is recorded does not run again.
/// </summary>
public sealed class ToolCallActivity(IRunStore store, ITeamCatalog catalog, IToolbox toolbox, TimeProvider time) : TaskActivity<ToolCallInput, ToolCallResult>
{
    /// <inheritdoc/>
    public override async Task<ToolCallResult> RunAsync(TaskActivityContext context, ToolCallInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (agent, place) = (input.Agent, input.Call);
        var messages = await store.ListMessagesAsync(agent.RunId, agent.MemberRunId);
        if (messages.Any(message => message.Turn == place.Turn && message.Slot == 1 + place.Index)) return new ToolCallResult(TryAgain: false);

        var started = time.GetUtcNow();
        var call = messages.First(message => message.Turn == place.Turn && message.Slot == 0).Calls![place.Index];
        var arguments = call.Arguments;
        if (input.RequirementId is not null)
        {
            var requirement = await store.FindRequirementAsync(input.RequirementId)
                ?? throw new InvalidOperationException($"Requirement '{input.RequirementId}' is not in the store.");
            arguments = requirement.EditedArguments ?? requirement.Tool.Arguments;
        }

        var outcome = await InvokeAsync(agent, call, arguments, IdempotencyKeys.Of(messages, place));
        if (outcome is { Succeeded: false, Transient: true } && !input.Last) return new ToolCallResult(TryAgain: true);

        await store.CommitAsync(Answered(input, call, arguments, outcome, started));
        return new ToolCallResult(TryAgain: false);
    }

    private async Task<ToolOutcome> InvokeAsync(AgentRef agent, StoredCall call, JsonElement arguments, string key)
    {
        var team = await catalog.GetPinnedAsync(agent.DefinitionVersion);
        var listed = team.FindMember(agent.MemberId!)?.Tools ?? [];
        return await toolbox.FindAsync(team, listed, call.Name) is null
            ? new ToolOutcome($"The tool '{call.Name}' is no longer there.", Succeeded: false)
            : await toolbox.InvokeAsync(team, new ToolInvocation(call.Name, arguments, key, agent.RunId, agent.MemberRunId, listed));
    }

    private RunChange Answered(ToolCallInput input, StoredCall call, JsonElement arguments, ToolOutcome outcome, DateTimeOffset started)
    {
        var (agent, place) = (input.Agent, input.Call);
        var key = $"{agent.MemberRunId}:";
        var ended = outcome.Succeeded
            ? new RunEventDraft(key + ToolEvents.EndedKey(place.Turn, place.Index), RunEventTypes.ToolCallCompleted, agent.MemberRunId, agent.MemberId,
                Changes.Data(new { callId = call.CallId, name = call.Name, attempts = input.Attempt }))
            : new RunEventDraft(key + ToolEvents.EndedKey(place.Turn, place.Index), RunEventTypes.ToolCallFailed, agent.MemberRunId, agent.MemberId,
                Changes.Data(new { callId = call.CallId, name = call.Name, attempts = input.Attempt, error = outcome.Text }));
        return new RunChange(agent.RunId, time.GetUtcNow())
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
                Attempts = input.Attempt,
            }],
            Delivered = input.RequirementId is null ? [] : [input.RequirementId],
            Events =
            [
                new RunEventDraft(key + ToolEvents.StartedKey(place.Turn, place.Index), RunEventTypes.ToolCallStarted, agent.MemberRunId, agent.MemberId,
                    Changes.Data(new { callId = call.CallId, name = call.Name, arguments }), started),
                ended,
            ],
        };
    }
}
