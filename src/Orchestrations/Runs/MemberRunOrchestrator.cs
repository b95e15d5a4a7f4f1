using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Runs;

/// <summary>
/// One run of one member: its model's turns, the tool calls each turn makes (gated ones wait for their decision), until the
/// model answers. Always returns how it ended; never throws.
/// </summary>
public sealed class MemberRunOrchestrator : TaskOrchestrator<MemberRunInput, MemberRunResult>
{
    /// <inheritdoc/>
    public override async Task<MemberRunResult> RunAsync(TaskOrchestrationContext context, MemberRunInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var (agent, plan) = (input.Agent, input.Plan);
        var timeout = TimeSpan.FromMilliseconds(plan.MemberTimeoutMs);
        var clock = new WorkClock(context, timeout);
        var error = Describe.Error(agent, "memberTimeout", $"did not finish within {Duration.Format(timeout)} (limits.memberTimeout)");
        var interruption = new Interruption(context.WaitForExternalEvent<string?>(RunSignals.Cancel), clock, error);
        var turns = new AgentTurns(context, agent, plan, interruption, endsRun: false);
        try
        {
            await RecordAsync(context, Changes.MemberStarted(agent, context.CurrentUtcDateTime));
            clock.Start();
            for (var pauses = 0; ;)
            {
                var turn = await turns.NextAsync(null, input.TokensLeft - turns.Used.InputTokens - turns.Used.OutputTokens);
                if (turn.Final) return new MemberRunResult(RunStatus.Completed, turns.Used);
                var calls = new ToolCalls(context, agent, plan, turns.Turn, turn.Calls ?? [], interruption, clock, pauses);
                await calls.RunAsync();
                pauses = calls.Pauses;
                for (var ran = 0; ran < calls.Executed; ran++) turns.CountToolCall();
            }
        }
        catch (RunCancelledException)
        {
            await RecordAsync(context, Changes.MemberCancelled(agent, turns.Used, context.CurrentUtcDateTime));
            return new MemberRunResult(RunStatus.Cancelled, turns.Used);
        }
        catch (RunFailedException failed)
        {
            return await FailAsync(context, agent, turns.Used, failed.Error);
        }
        catch (TaskFailedException failed)
        {
            var internalError = Describe.Error(agent, "internal", $"failed: {failed.FailureDetails.ErrorMessage}");
            return await FailAsync(context, agent, turns.Used, internalError);
        }
        finally
        {
            clock.Stop();
        }
    }

    private static async Task<MemberRunResult> FailAsync(TaskOrchestrationContext context, AgentRef agent, Usage used, RunError error)
    {
        await RecordAsync(context, Changes.MemberFailed(agent, used, error, context.CurrentUtcDateTime));
        return new MemberRunResult(RunStatus.Failed, used, error);
    }

    private static Task RecordAsync(TaskOrchestrationContext context, RunChange change) =>
        context.CallActivityAsync(TaskNames.Record, change, Tasks.Activity);
}
