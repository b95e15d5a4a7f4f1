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
        if (await EarlierOutcome.FindAsync(context, agent) is { } earlier) return earlier;
        var timeout = TimeSpan.FromMilliseconds(plan.MemberTimeoutMs);
        var clock = new WorkClock(context, timeout);
        var interruption = new Interruption(context, clock, TimedOut);
        var turns = new AgentTurns(context, agent, plan, interruption, input.Budgets, appliesState: false);
        try
        {
            await RecordAsync(context, Changes.MemberStarted(agent, context.CurrentUtcDateTime));
            clock.Start();
            var pauses = new PauseSignals(context, agent);
            while (true)
            {
                var turn = await turns.NextAsync();
                if (!turn.Final)
                {
                    var calls = new ToolCalls(context, agent, plan, turns.Turn, turn.Calls ?? [], interruption, clock, pauses);
                    await calls.RunAsync();
                    for (var ran = 0; ran < calls.Executed; ran++) turns.CountToolCall();
                    if (turn.Ending is null) continue;
                    var finish = new FinishInput(agent, turns.Used, Turn: turns.Turn);
                    await context.CallActivityAsync(TaskNames.Finish, finish, Tasks.Activity);
                }

                return new MemberRunResult(RunStatus.Completed, Ending: turn.Ending, Patched: Patched());
            }
        }
        catch (RunCancelledException)
        {
            await RecordAsync(context, Changes.MemberCancelled(agent, turns.Used, context.CurrentUtcDateTime));
            return new MemberRunResult(RunStatus.Cancelled, Patched: Patched());
        }
        catch (RunFailedException failed)
        {
            return await FailAsync(failed.Error, failed.OutputOf);
        }
        catch (TaskFailedException failed)
        {
            return await FailAsync(Describe.Error(agent, "internal", $"failed: {failed.FailureDetails.ErrorMessage}"));
        }
        finally
        {
            clock.Stop();
        }

        async Task<MemberRunResult> FailAsync(RunError why, string? outputOf = null)
        {
            await RecordAsync(context, Changes.MemberFailed(agent, turns.Used, why, context.CurrentUtcDateTime));
            return new MemberRunResult(RunStatus.Failed, why, Patched: Patched(), OutputOf: outputOf);
        }

        RunError TimedOut(string? why) =>
            Describe.Error(agent, "memberTimeout", why ?? $"did not finish within {Duration.Format(timeout)} (limits.memberTimeout)");

        IReadOnlyList<PatchedAgent>? Patched() => turns.Patched is { } patched ? [patched] : null;
    }

    private static Task RecordAsync(TaskOrchestrationContext context, RunChange change) =>
        context.CallActivityAsync(TaskNames.Record, change, Tasks.Activity);
}
