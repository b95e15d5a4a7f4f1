using System.Globalization;
using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Runs;
using DurableTeams.Storage;
using DurableTeams.Telemetry;
using Microsoft.DurableTask;

namespace DurableTeams.Tools;

/// <summary>
/// One attempt of a tool call. Its result, or its final failure, is recorded as the message that answers the call; a call
/// whose result is recorded does not run again. What must not run twice is claimed before it goes out: found claimed, a
/// person is asked instead.
/// </summary>
public sealed class ToolCallActivity(
    IRunStore store, ITeamCatalog catalog, IToolbox toolbox, MemberPaths paths, OutgoingTrace traces, StepTimes steps, TimeProvider time)
    : TaskActivity<ToolCallInput, ToolCallResult>
{
    /// <inheritdoc/>
    public override async Task<ToolCallResult> RunAsync(TaskActivityContext context, ToolCallInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var step = steps.Of(input.Agent, input.LeftMs);
        return await RunAsync(input, step) with { WorkedMs = step.WorkedMs };
    }

    private async Task<ToolCallResult> RunAsync(ToolCallInput input, StepTimes.StepTime step)
    {
        var (agent, place) = (input.Agent, input.Call);
        if (await store.FindMessageAsync(agent.RunId, agent.MemberRunId, place.Turn, 1 + place.Index) is not null) return new ToolCallResult(TryAgain: false);

        var started = time.GetUtcNow();
        var answer = await store.FindMessageAsync(agent.RunId, agent.MemberRunId, place.Turn, 0)
            ?? throw new InvalidOperationException($"Agent run '{place.MemberRunId}' has no turn {place.Turn}.");
        var call = answer.Calls![place.Index];
        if (input.RequirementId is not null)
        {
            var requirement = await store.FindRequirementAsync(input.RequirementId)
                ?? throw new InvalidOperationException($"Requirement '{input.RequirementId}' is not in the store.");
            call = call with { Arguments = requirement.EditedArguments ?? requirement.Tool.Arguments };
            if (requirement.ArgumentsHash is { } approved && approved != CanonicalJson.Hash(call.Arguments))
            {
                var mismatch = new ToolOutcome("The arguments are not those that were approved; the call was not made.", Succeeded: false);
                await store.CommitAsync(ToolCallChanges.Answered(input, call, mismatch, started, time.GetUtcNow(), AuditActions.Refused));
                return new ToolCallResult(TryAgain: false);
            }
        }

        var team = await catalog.GetPinnedAsync(agent.DefinitionVersion);
        var listed = team.FindMember(agent.MemberId!)?.Tools ?? [];
        if (await toolbox.FindAsync(team, listed, call.Name) is not { } tool)
        {
            var gone = new ToolOutcome($"The tool '{call.Name}' is no longer there.", Succeeded: false);
            await store.CommitAsync(ToolCallChanges.Answered(input, call, gone, started, time.GetUtcNow(), AuditActions.Refused));
            return new ToolCallResult(TryAgain: false);
        }

        var once = !tool.Definition.Repeatable;
        // In a fork the question is there, while the call's claim is the other run's.
        if (once && await store.FindRequirementAsync(RunIds.UnknownOutcome(place, input.Again + 1)) is { } asked)
            return new ToolCallResult(TryAgain: false, asked.RequirementId, asked.Decision);
        if (once && !await store.TryClaimAsync(agent.RunId, ClaimKey(input)))
            return await AskAsync(input, call, team, "the process ended while the call was made, before its result was recorded");
        traces.Begin(agent.RunId, SpanIds.Tool(place, agent.Attempt));
        var invocation = new ToolInvocation(
            call.Name, call.Arguments, await KeyAsync(place, answer), agent.RunId, agent.MemberRunId, listed);
        var outcome = await step.MeasureAsync(() => toolbox.InvokeAsync(team, invocation));
        if (once && outcome is { Succeeded: false, Unknown: true }) return await AskAsync(input, call, team, outcome.Text);
        if (outcome is { Succeeded: false, Transient: true } && !input.Last) return new ToolCallResult(TryAgain: true);

        // Thrown away with the attempt, the outcome would be unknown: called again, or a person asked what is known here.
        var answered = ToolCallChanges.Answered(input, call, outcome, started, time.GetUtcNow(), AuditActions.Executed);
        await PatientCommits.WhileAwayAsync(() => store.CommitAsync(answered), time);
        return new ToolCallResult(TryAgain: false);
    }

    // What was recorded before uses were counted: its own count is made from the conversation, as it was then.
    private async Task<string> KeyAsync(CallReference place, MessageRecord answer)
    {
        if (answer.Calls![place.Index].Use == 0)
            answer = IdempotencyKeys.Number(answer, await store.ListMessagesAsync(RunIds.RunOf(place.MemberRunId), place.MemberRunId));
        return IdempotencyKeys.Of(place, answer.Calls![place.Index]);
    }

    // Attempts follow each other only where the one before is known not to have done anything.
    private static string ClaimKey(ToolCallInput input) => string.Create(
        CultureInfo.InvariantCulture, $"{input.Call.MemberRunId}-{input.Call.Turn}-{input.Call.Index}-{input.Again}-{input.Attempt}");

    /// <summary>Nobody knows whether the call was made: a person decides how to go on.</summary>
    private async Task<ToolCallResult> AskAsync(ToolCallInput input, StoredCall call, TeamDefinition team, string reason)
    {
        var id = RunIds.UnknownOutcome(input.Call, input.Again + 1);
        if (await store.FindRequirementAsync(id) is { } known) return new ToolCallResult(TryAgain: false, id, known.Decision);
        var (agent, now) = (input.Agent, time.GetUtcNow());
        var change = new RunChange(agent.RunId, now)
        {
            Requirements = [new RequirementRecord
            {
                RequirementId = id,
                Kind = RequirementKind.UnknownOutcome,
                Status = RequirementStatus.Pending,
                RunId = agent.RunId,
                TeamId = team.Id,
                MemberRunId = agent.MemberRunId,
                MemberId = agent.MemberId!,
                MemberPath = [team.Id, agent.MemberId!],
                Call = input.Call,
                Tool = call,
                CreatedAt = now,
            }],
            Delivered = input.RequirementId is null ? [] : [input.RequirementId],
            Events = [new RunEventDraft(
                $"req:{id}:created",
                RunEventTypes.RequirementCreated,
                agent.MemberRunId,
                agent.MemberId,
                Changes.Data(new { requirementId = id, kind = RequirementKind.UnknownOutcome, reason, tool = new { callId = call.CallId, name = call.Name, arguments = call.Arguments } }))],
        };
        await store.CommitAsync(await paths.PlaceAsync(change, agent));
        return new ToolCallResult(TryAgain: false, id);
    }
}
