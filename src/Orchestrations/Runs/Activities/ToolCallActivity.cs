using System.Globalization;
using DurableTeams.Approvals;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Hooks;
using DurableTeams.Json;
using DurableTeams.Json.Schemas;
using DurableTeams.Runs.Hooks;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;
using DurableTeams.Tools;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// One attempt of a tool call. The result, or the final failure, is recorded as the message that answers the call; a call with
/// a recorded result does not run again. A call that must not run twice is claimed before it goes out. If the claim exists
/// already, a person is asked instead. A person is also asked if the tool that the call is bound to is missing, or became gated
/// after the call was made.
/// </summary>
internal sealed class ToolCallActivity(
    IRunStore store, ITeamCatalog catalog, IToolbox toolbox, ToolCallQuestions questions, OutgoingTrace traces, StepTimer steps,
    EarlyStepAnswers early, ToolCallHooks hooks, HostStop stop, TimeProvider time, ILogger<ToolCallActivity> logger)
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
        if ((once || hooks.Any || call.Binding is not null && standing.Tool?.IsPinned != true
            || standing.State != ToolState.Ready)
            && await store.FindRequirementAsync(RunIds.UnknownOutcome(place, input.Again + 1)) is { } asked)
        {
            return new ToolCallResult(TryAgain: false, asked.RequirementId, asked.Decision, Notifies: Notifies(standing.Tool));
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
            return await AskAsync(call, ToolCallQuestion.Gone(standing, allowed));
        var gate = GateReading.Of(tool, call.Arguments, passed: call.Binding?.Judged == true);
        if (allowed is null && (gate.Kind ?? call.Binding?.Gate) is { } kind)
            return await AskAsync(
                call with { Binding = ToolBindings.Of(tool, kind) is { } late
                    ? late with { Hooked = call.Binding?.Hooked }
                    : null },
                ToolCallQuestion.Gated(tool, kind, gate.Fields));
        // The arguments of the model or a person fitted the tool as it was known then.
        if (standing.State == ToolState.Changed
            && JsonSchemaCheck.Validate(tool.Parameters, call.Arguments) is { Count: > 0 } wrong)
            return await RefuseAsync(
                $"The tool '{call.Name}' takes other arguments now, so the call was not made: {string.Join("; ", wrong)}.");

        var key = await KeyAsync(place, answer);
        var ofMode = QuestionTool.IsBoundBy(call.Binding);
        List<RunEventDraft> events = [];
        if (hooks.Any && !ofMode && !IsJudged(call, allowed))
        {
            var judged = await step.MeasureAsync(() => LateAsync(input, call, tool, allowed, key));
            events.AddRange(HookEvents.OfCall(agent, place, call, judged.Notes));
            if (judged.Notes is [.., { Ends: true }]) return await RefuseAsync(HookedCalls.Told(judged.Hooked), events);
            call = call with { Arguments = judged.Arguments };
            if (HookedCalls.IsAsked(judged.Hooked))
                return await AskAsync(
                    call with { Binding = ToolBindings.Of(tool, RequirementKind.Confirmation) is { } binding
                        ? binding with { Hooked = judged.Hooked }
                        : null }, ToolCallQuestion.Hooked(tool, judged.Hooked.Reason!), events);
        }

        if (stop.Token.IsCancellationRequested) throw new HostStoppingException();
        if (once && !await store.TryClaimAsync(agent.RunId, ClaimKey(input)))
            return await AskAsync(call, ToolCallQuestion.Unknown(
                "the process ended while the call was made, before its result was recorded"));
        traces.Begin(agent.RunId, SpanIds.Tool(place, agent.Attempt));
        var told = await hooks.ContextAsync(agent, call, tool, key, input.Attempt + input.Again);
        var outcome = await step.MeasureAsync(() => InvokeAsync(team, input, call, told, listed, tool));
        if (once && outcome is { Succeeded: false, Unknown: true })
            return await AskAsync(call, ToolCallQuestion.Unknown(outcome.Text));
        if (outcome is not { Succeeded: false, Transient: true } || input.Last) return await MadeAsync(outcome);
        var left = input.LeftMs is { } ms ? ms - step.WorkedMs : team.Limits.MemberTimeout.TotalMilliseconds;
        var longest = TimeSpan.FromMilliseconds(Math.Clamp(left, 0, MaxWait.TotalMilliseconds));
        return outcome.RetryAfter is { } wait && wait > longest
            ? await MadeAsync(
                outcome with
                {
                    Text =
                        $"{outcome.Text} (the tool asks to be called again in {(long)wait.TotalSeconds} s, "
                            + "longer than the member run waits)"
                })
            : new ToolCallResult(TryAgain: true, RetryAfterMs: (long?)outcome.RetryAfter?.TotalMilliseconds);

        Task<ToolCallResult> AskAsync(StoredCall asked, ToolCallQuestion question, IReadOnlyList<RunEventDraft>? also = null) =>
            questions.AskAsync(input, asked, team, question with { Notifies = Notifies(standing.Tool) }, also);

        async Task<ToolCallResult> RefuseAsync(string reason, IReadOnlyList<RunEventDraft>? also = null)
        {
            var refused = new ToolOutcome(reason, Succeeded: false);
            var change = ToolCallChanges.Answered(input, call, refused, started, time.GetUtcNow(), AuditActions.Refused);
            await store.CommitAsync(change with { Events = [.. also ?? [], .. change.Events] });
            return new ToolCallResult(TryAgain: false);
        }

        async Task<ToolCallResult> MadeAsync(ToolOutcome ended)
        {
            if (ofMode) return await AnswerAsync(ended);
            var (result, notes) = await step.MeasureAsync(() => hooks.AfterAsync(told, ended));
            events.AddRange(HookEvents.OfCall(agent, place, call, notes));
            return await AnswerAsync(result, events);
        }

        async Task<ToolCallResult> AnswerAsync(ToolOutcome ended, IReadOnlyList<RunEventDraft>? also = null)
        {
            // Without this record the outcome would be unknown, although it is known here.
            var answered = ToolCallChanges.Answered(input, call, ended, started, time.GetUtcNow(), AuditActions.Executed);
            answered = answered with { Events = [.. also ?? [], .. answered.Events] };
            await CommitRetry.WhileAwayAsync(() => store.CommitAsync(answered), time);
            return new ToolCallResult(TryAgain: false);
        }
    }

    private async Task<ToolOutcome> InvokeAsync(
        TeamDefinition team, ToolCallInput input, StoredCall call, ToolCallContext told, IReadOnlyList<string> listed,
        ToolDescription tool)
    {
        await using var progress = new ToolProgress(store, input, call, time, logger);
        var invocation = new ToolInvocation(
            call.Name, call.Arguments, told.IdempotencyKey, told.RunId, told.MemberRunId, listed, tool)
        {
            Context = told with { Progress = progress },
        };
        try
        {
            return await toolbox.InvokeAsync(team, invocation, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // At the next start the call is made again, under its key, or a person is asked whether it was made.
            throw new HostStoppingException();
        }
    }

    /// <summary>
    /// Asks hooks about a call whose arguments they have not seen. Arguments that a person decided on cannot be changed, and
    /// one who approved them was asked.
    /// </summary>
    private async Task<JudgedCall> LateAsync(
        ToolCallInput input, StoredCall call, ToolDescription tool, RequirementRecord? allowed, string key)
    {
        var judged = await hooks.BeforeAsync(input.Agent, input.Call, call, tool, key, input.Attempt + input.Again);
        if (allowed is null || judged.Notes is [.., { Ends: true }]) return judged;
        if (judged.Notes.FirstOrDefault(note => note.Did == HookWords.Replaced) is { } changed)
        {
            var refused = changed with
            {
                Did = HookWords.Blocked,
                Reason = "it would replace arguments that a person has decided on",
            };
            return new JudgedCall(
                call.Arguments, new HookedCall(refused.Did, refused.Hook, refused.Reason), [refused]);
        }

        return allowed.Kind == RequirementKind.Confirmation ? new JudgedCall(call.Arguments, new HookedCall(), []) : judged;
    }

    private static bool Notifies(ToolDescription? tool) => tool?.Definition.Approve.Notify is not null;

    private static bool IsJudged(StoredCall call, RequirementRecord? allowed) => allowed is null
        ? call.Binding?.Hooked is not null
        : allowed.EditedArguments is null && allowed.Tool.Binding?.Hooked is not null;

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
