using DurableTeams.Approvals;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Hooks;
using DurableTeams.Models;
using DurableTeams.Modes;
using DurableTeams.Modes.Negotiation;
using DurableTeams.Runs.Hooks;
using DurableTeams.Runs.Turns;
using DurableTeams.Runs.Turns.Agents;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;
using DurableTeams.Tools;
using Microsoft.DurableTask;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// One turn of an agent: asks the agent's model, and records the answer in one change with everything that follows from it
/// (requirements, refused calls, the end of the member run). For a turn that is recorded already, the model is not asked again.
/// </summary>
internal sealed partial class ModelCallActivity(
    IRunStore store, ITeamCatalog catalog, InitialPrompt opening, BriefReader briefs, TurnReader reader, AgentInvoker asking,
    ToolCallHooks hooks,
    RecordedTurns recorded,
    MemberPaths paths, StepTimer steps,
    ConversationRoom room, EarlyStepAnswers early, EngineTraits engine, TimeProvider time, ILogger<ModelCallActivity> logger)
    : TaskActivity<ModelCallInput, ModelCallResult>
{
    /// <inheritdoc/>
    /// <returns>The result of the turn, or why there is none. Throws only for failures that are not the provider's.</returns>
    public override async Task<ModelCallResult> RunAsync(TaskActivityContext context, ModelCallInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        input = input with { Tries = input.Tries + engine.BegunBefore(context) };
        var step = steps.Of(input.Agent, input.LeftMs);
        return await early.AnswerAsync(
            input.Agent, step.Told, async () => await RunAsync(input, step) with { WorkedMs = step.WorkedMs },
            why => new ModelCallResult(input.Used, Left: why));
    }

    private async Task<ModelCallResult> RunAsync(ModelCallInput input, StepTimer.StepTime step)
    {
        var agent = input.Agent;
        var team = await catalog.GetPinnedAsync(agent.DefinitionVersion);
        var size = input.Turn == 1 ? 0 : await store.Recent.MeasureConversationAsync(agent.RunId, agent.MemberRunId);
        var most = ConversationSize.Most(team, agent);
        if (size > most && !TeamModes.AsksPeople(agent.Brief)
            && await store.FindMessageAsync(agent.RunId, agent.MemberRunId, input.Turn, 0) is null)
            return new ModelCallResult(input.Used, Failure: ConversationSize.TooLong(size, most));
        // An agent written in code may wait for other conversations that need room, so it takes none.
        using var place = agent.MemberId is { } member && team.FindMember(member)?.Agent is not null
            ? null
            : await room.EnterAsync(size);
        var messages = (await BeforeAsync(input)).ToList();
        var spec = TeamModes.PartyOf(agent) is { Step.PartyTools.Count: > 0 } looking
            ? Spec.Of(looking.Party, await briefs.EarlierAsync(agent.RunId, looking.Party.MemberRunId))
            : null;
        if (messages.Find(message => message.Turn == input.Turn && message.Slot == 0) is { } known)
            return await AgainAsync(known);

        var people = TeamModes.AsksPeople(agent.Brief);
        if (!people && await asking.OverBudgetAsync(input) is { } over) return new ModelCallResult(input.Used, Failure: over);
        var fresh = messages.TrueForAll(ForkMessage.Is) && !people ? await opening.WriteAsync(team, agent) : [];
        fresh.AddRange(PendingToolResults.Of(input, [.. messages, .. fresh]));
        messages.AddRange(fresh);

        var asked = time.GetUtcNow();
        AgentReply reply;
        try
        {
            reply = await step.MeasureAsync(() => asking.AskAsync(team, input, messages));
            NoAnswer.ThrowIfFailed(reply.Response);
        }
        catch (HookBlockedException blocked)
        {
            await store.CommitAsync(new RunChange(agent.RunId, time.GetUtcNow())
            {
                Events = [.. HookEvents.OfTurn(agent, input.Turn, blocked.Notes)],
            });
            var used = blocked.Response is { } paid ? Conversation.Record(agent, input.Turn, paid).Usage : null;
            return new ModelCallResult(
                input.Used + (used ?? Usage.None),
                Failure: new CallFailure(blocked.Message, Transient: false, Code: blocked.Notes[^1].Code));
        }
        catch (ConversationTooLongException tooLong)
        {
            return new ModelCallResult(input.Used, Failure: tooLong.Failure);
        }
        catch (Exception exception)
        {
            // Deliberately everything: an exception of a provider ends at worst this member run, never the orchestration.
            var failure = ModelFailures.Classify(exception);
            LogFailed(agent.RunId, agent.MemberRunId, input.Turn, failure.Message);
            return new ModelCallResult(input.Used, Failure: new CallFailure(
                failure.Message, failure.Transient, (long?)failure.RetryAfter?.TotalMilliseconds));
        }

        var answer = IdempotencyKeys.Number(Conversation.Record(agent, input.Turn, reply.Response), messages);
        if (people) answer = answer with { Usage = null };
        if (PayloadLimits.Refuse(answer) is { } many)
            return await FirstAsync() ?? new ModelCallResult(input.Used + (answer.Usage ?? Usage.None), Failure: many);
        var judged = NoAnswer.CutOff(answer) is null
            ? await step.MeasureAsync(() => hooks.JudgeAsync(team, agent, answer, reply.Offered))
            : new JudgedTurn(answer, null, []);
        answer = judged.Answer;
        var reading = Read(answer, messages, asked, reply, await StateLimits.RefusedAsync(store, agent, answer), judged.Calls);
        var result = reading.Result(input.Used);
        if (PayloadLimits.Refuse(result) is { } refused)
            return await FirstAsync() ?? new ModelCallResult(result.Used, Failure: refused);
        var change = await paths.PlaceAsync(
            reading.Change with { Messages = [.. fresh, reading.Message, .. reading.Change.Messages] }, agent);
        change = change with
        {
            Events = [.. change.Events, .. HookEvents.OfTurn(agent, input.Turn, reply.Notes), .. judged.Events],
            UnlessRecorded = new TurnPlace(agent.MemberRunId, input.Turn),
        };
        var recording = result.Final
            ? MemberRunCompletion.Of(change, agent, messages, reading.Text, result)
            : Goes(change, result, reading.Text);
        // The answer is paid for, and this process alone has it.
        if (await CommitRetry.WhileAwayAsync(() => store.CommitCountedAsync(recording), time)) return result;
        return await FirstAsync() ?? throw new InvalidOperationException(
            $"Turn {input.Turn} of '{agent.MemberRunId}' is recorded, but its message is not in the store.");

        TurnReading Read(
            MessageRecord turn, IReadOnlyList<MessageRecord> earlier, DateTimeOffset? askedAt = null,
            AgentReply? answered = null, IReadOnlySet<int>? refused = null,
            IReadOnlyDictionary<int, HookedCall>? hooked = null) =>
            reader.Read(
                team,
                agent,
                turn,
                new TurnContext(earlier, input.OpenTasks, input.AppliesState, askedAt)
                {
                    FinishReason = answered?.Response.FinishReason?.Value,
                    ResponseId = answered?.Response.ResponseId,
                    Offered = answered?.Offered,
                    Called = answered?.Called,
                    StateRefused = refused,
                    Hooked = hooked,
                    Spec = spec,
                },
                time.GetUtcNow());

        // The model may have answered an attempt that failed: the answer that was recorded first counts, with everything
        // recorded with it.
        async Task<ModelCallResult?> FirstAsync()
        {
            List<MessageRecord> known = [.. await store.ListMessagesAsync(agent.RunId, agent.MemberRunId)];
            return known.Find(message => message.Turn == input.Turn && message.Slot == 0) is { } first
                ? await recorded.ResultAsync(Read(
                    first,
                    known.FindAll(message => message.Turn < input.Turn),
                    refused: StateLimits.RefusedCalls(known, input.Turn)), known, input) : null;
        }

        // An answer that came after its member run had failed ends the retried member run.
        async Task<ModelCallResult> AgainAsync(MessageRecord turn)
        {
            var read = Read(turn, messages.FindAll(message => message.Turn < input.Turn), refused: StateLimits.RefusedCalls(
                messages, input.Turn));
            var known = await recorded.ResultAsync(read, messages, input);
            if (known.Final)
                await store.CommitCountedAsync(
                    MemberRunCompletion.Of(read.Change with { StatePatch = null }, agent, messages, read.Text, known));
            // Changes of the session state by earlier attempts were applied when those ended.
            return known with { Patched = known.Patched && agent.Attempt == 0 };
        }

        // Words that do not fit are kept as the agent's output, in case no better words follow.
        RunChange Goes(RunChange change, ModelCallResult result, string text) => change with
        {
            Members = [new MemberRunPatch(
                agent.MemberRunId, Output: result.Invalid is null || text.Length == 0 ? null : text, Usage: result.Used)],
        };
    }

    /// <summary>
    /// The conversation so far. A retried member run reads the storage, since this process does not know what another attempt
    /// recorded.
    /// </summary>
    private Task<IReadOnlyList<MessageRecord>> BeforeAsync(ModelCallInput input) => input.Agent.Attempt > 0
        ? store.ListMessagesAsync(input.Agent.RunId, input.Agent.MemberRunId)
        : store.Recent.ListMessagesAsync(
            input.Agent.RunId, input.Agent.MemberRunId, messages => PendingToolResults.AreWhole(input, messages));

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Model call failed: run {RunId}, member run {MemberRunId}, turn {Turn}: {Reason}")]
    private partial void LogFailed(string runId, string memberRunId, int turn, string reason);
}
