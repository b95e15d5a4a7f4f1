using System.Globalization;
using DurableTeams.Approvals;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Json.Schemas;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;
using DurableTeams.Tools;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// One attempt of a tool call. The result, or the final failure, is recorded as the message that answers the call; a call with
/// a recorded result does not run again. A call that must not run twice is claimed before it goes out. If the claim exists
/// already, a person is asked instead. A person is also asked if the tool that the call is bound to is missing, or became gated
/// after the call was made.
/// </summary>
internal sealed class ToolCallActivity(
    IRunStore store, ITeamCatalog catalog, IToolbox toolbox, ToolCallQuestions questions, OutgoingTrace traces, StepTimer steps,
    EarlyStepAnswers early, TimeProvider time)
    : TaskActivity<ToolCallInput, ToolCallResult>
{
    /// <summary>
    /// The longest wait before another attempt that a tool can ask for. Where the member run may work shorter than that, the
    /// shorter time counts.
    /// </summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public override async Task<ToolCallResult> RunAsync(TaskActivityContext context, ToolCallInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var step = steps.Of(input.Agent, input.LeftMs);
        return await early.AnswerAsync(
            input.Agent, step.Told, async () => await RunAsync(input, step) with { WorkedMs = step.WorkedMs },
            why => new ToolCallResult(TryAgain: false, Left: why));
    }

    private async Task<ToolCallResult> RunAsync(ToolCallInput input, StepTimer.StepTime step)
    {
        var (agent, place) = (input.Agent, input.Call);
        if (await store.FindMessageAsync(agent.RunId, agent.MemberRunId, place.Turn, 1 + place.Index) is not null)
            return new ToolCallResult(TryAgain: false);

        var started = time.GetUtcNow();
        var answer = await store.FindMessageAsync(agent.RunId, agent.MemberRunId, place.Turn, 0)
            ?? throw new InvalidOperationException($"Member run '{place.MemberRunId}' has no turn {place.Turn}.");
        var call = answer.Calls![place.Index];
        var allowed = await questions.AllowedByAsync(input);
        if (allowed is not null)
        {
            call = call with
            {
                Arguments = allowed.EditedArguments ?? allowed.Tool.Arguments,
                Binding = allowed.Tool.Binding ?? call.Binding,
            };
            if (allowed.ArgumentsHash is { } approved && approved != CanonicalJson.Hash(call.Arguments))
                return await RefuseAsync("The arguments are not those that were approved; the call was not made.");
        }

        var team = await catalog.GetPinnedAsync(agent.DefinitionVersion);
        var listed = team.FindMember(agent.MemberId!)?.Tools ?? [];
        var standing = await step.MeasureAsync(() => toolbox.StandAsync(team, listed, call.Name, call.Binding).AsTask());
        var once = standing.Tool?.Definition.Repeatable == false;
        // A person was asked already: by an attempt whose result was lost or, in a fork, by the other run, which has the claim
        // of the call.
        if ((once || call.Binding is not null && standing.Tool?.IsPinned != true || standing.State != ToolState.Ready)
            && await store.FindRequirementAsync(RunIds.UnknownOutcome(place, input.Again + 1)) is { } asked)
        {
            return new ToolCallResult(TryAgain: false, asked.RequirementId, asked.Decision);
        }

        if (standing.State is ToolState.Away or ToolState.Refused)
            return standing.State == ToolState.Away && !input.Last
                ? new ToolCallResult(TryAgain: true)
                : await AnswerAsync(Toolbox.NotMade(call.Name, standing));
        // A server that has just started may not list all its tools yet.
        if (standing is { State: ToolState.Gone, MayAppear: true } && !input.Last)
            return new ToolCallResult(TryAgain: true);
        if (standing.Tool is not { } tool
            || standing.State != ToolState.Ready && (allowed is not null || standing.State != ToolState.Changed))
            return await questions.AskAsync(input, call, team, ToolCallQuestion.Gone(standing, allowed));
        var gate = GateReading.Of(tool, call.Arguments);
        if (allowed is null && (gate.Kind ?? call.Binding?.Gate) is { } kind)
            return await questions.AskAsync(
                input, call with { Binding = ToolBindings.Of(tool, kind) }, team,
                ToolCallQuestion.Gated(tool, kind, gate.Fields));
        // The arguments of the model or a person fitted the tool as it was known then.
        if (standing.State == ToolState.Changed
            && JsonSchemaCheck.Validate(tool.Parameters, call.Arguments) is { Count: > 0 } wrong)
            return await RefuseAsync(
                $"The tool '{call.Name}' takes other arguments now, so the call was not made: {string.Join("; ", wrong)}.");

        if (once && !await store.TryClaimAsync(agent.RunId, ClaimKey(input)))
            return await questions.AskAsync(input, call, team, ToolCallQuestion.Unknown(
                "the process ended while the call was made, before its result was recorded"));
        traces.Begin(agent.RunId, SpanIds.Tool(place, agent.Attempt));
        var invocation = new ToolInvocation(
            call.Name, call.Arguments, await KeyAsync(place, answer), agent.RunId, agent.MemberRunId, listed, tool);
        var outcome = await step.MeasureAsync(() => toolbox.InvokeAsync(team, invocation));
        if (once && outcome is { Succeeded: false, Unknown: true })
            return await questions.AskAsync(input, call, team, ToolCallQuestion.Unknown(outcome.Text));
        if (outcome is not { Succeeded: false, Transient: true } || input.Last) return await AnswerAsync(outcome);
        var left = input.LeftMs is { } ms ? ms - step.WorkedMs : team.Limits.MemberTimeout.TotalMilliseconds;
        var longest = TimeSpan.FromMilliseconds(Math.Clamp(left, 0, MaxWait.TotalMilliseconds));
        return outcome.RetryAfter is { } wait && wait > longest
            ? await AnswerAsync(
                outcome with
                {
                    Text =
                        $"{outcome.Text} (the tool asks to be called again in {(long)wait.TotalSeconds} s, "
                            + "longer than the member run waits)"
                })
            : new ToolCallResult(TryAgain: true, RetryAfterMs: (long?)outcome.RetryAfter?.TotalMilliseconds);

        async Task<ToolCallResult> RefuseAsync(string reason)
        {
            var refused = new ToolOutcome(reason, Succeeded: false);
            await store.CommitAsync(
                ToolCallChanges.Answered(input, call, refused, started, time.GetUtcNow(), AuditActions.Refused));
            return new ToolCallResult(TryAgain: false);
        }

        async Task<ToolCallResult> AnswerAsync(ToolOutcome ended)
        {
            // Without this record the outcome would be unknown, although it is known here.
            var answered = ToolCallChanges.Answered(input, call, ended, started, time.GetUtcNow(), AuditActions.Executed);
            await CommitRetry.WhileAwayAsync(() => store.CommitAsync(answered), time);
            return new ToolCallResult(TryAgain: false);
        }
    }

    // For a call of a version that did not record uses: the use is counted in the conversation as it was then.
    private async Task<string> KeyAsync(CallReference place, MessageRecord answer)
    {
        if (answer.Calls![place.Index].Use == 0)
            answer = IdempotencyKeys.Number(
                answer, await store.ListMessagesAsync(RunIds.RunOf(place.MemberRunId), place.MemberRunId));
        return IdempotencyKeys.Of(place, answer.Calls![place.Index]);
    }

    // There is another attempt only where the attempt before certainly did nothing.
    private static string ClaimKey(ToolCallInput input) => string.Create(
        CultureInfo.InvariantCulture,
        $"{input.Call.MemberRunId}-{input.Call.Turn}-{input.Call.Index}-{input.Again}-{input.Attempt}");
}
