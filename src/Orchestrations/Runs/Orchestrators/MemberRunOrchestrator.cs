using DurableTeams.Contracts;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Orchestrators;

/// <summary>
/// The orchestration of a member run: turns of the model, and the tool calls of each turn (gated ones wait for their decision),
/// until the model answers. Always returns how the member run ended; never throws.
/// </summary>
internal sealed class MemberRunOrchestrator : TaskOrchestrator<MemberRunInput, MemberRunResult>
{
    /// <inheritdoc/>
    public override async Task<MemberRunResult> RunAsync(TaskOrchestrationContext context, MemberRunInput? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var (agent, plan) = (input.Agent, input.Plan);
        if (await EarlierOutcome.FindAsync(context, agent) is { } earlier) return earlier;
        var timeout = TimeSpan.FromMilliseconds(plan.MemberTimeoutMs);
        var byTeam = input.TeamLeftMs > 0 && input.TeamLeftMs <= plan.MemberTimeoutMs;
        var time = new WorkTime(context, byTeam ? TimeSpan.FromMilliseconds(input.TeamLeftMs) : timeout, plan);
        var interruption = new CancelOrTimeout(context, agent, time, TimedOut);
        var turns = new AgentTurns(context, agent, plan, time, interruption, input.Budgets, appliesState: false);
        try
        {
            await RecordAsync(context, RunChanges.MemberStarted(agent, context.CurrentUtcDateTime));
            time.Start();
            var pauses = new PauseSignals(context, agent);
            while (true)
            {
                var turn = await turns.NextAsync();
                if (!turn.Final)
                {
                    var calls = new TurnCalls(context, agent, plan, turns.Turn, turn.Calls ?? [], interruption, time, pauses);
                    await calls.RunAsync();
                    for (var ran = 0; ran < calls.Executed; ran++) turns.CountToolCall();
                    if (turn.Ending is null) continue;
                    var finish = new FinishInput(agent, turns.Used, Turn: turns.Turn);
                    await context.CallActivityAsync(TaskNames.Finish, finish, ActivityCalls.Activity);
                }

                return Result(RunStatus.Completed) with { Ending = turn.Ending };
            }
        }
        catch (RunCancelledException)
        {
            await RecordAsync(context, RunChanges.MemberCancelled(agent, turns.Used, context.CurrentUtcDateTime));
            return Result(RunStatus.Cancelled);
        }
        catch (TeamTimeUpException)
        {
            await RecordAsync(context, RunChanges.MemberCancelled(agent, turns.Used, context.CurrentUtcDateTime));
            return Result(RunStatus.Cancelled) with { TeamTimeUp = true };
        }
        catch (RunFailedException failed)
        {
            return await FailAsync(failed.Error, failed.OutputOf);
        }
        catch (TaskFailedException failed)
        {
            return await FailAsync(RunErrors.Error(agent, "internal", $"failed: {failed.FailureDetails.ErrorMessage}"));
        }
        finally
        {
            time.Stop();
        }

        async Task<MemberRunResult> FailAsync(RunError why, string? outputOf = null)
        {
            await RecordAsync(context, RunChanges.MemberFailed(agent, turns.Used, why, context.CurrentUtcDateTime));
            return Result(RunStatus.Failed) with { Error = why, OutputOf = outputOf };
        }

        Exception TimedOut(string? why) => byTeam && why is null
            ? new TeamTimeUpException()
            : new RunFailedException(
                RunErrors.Error(
                    agent, "memberTimeout", why ?? $"did not finish within {Duration.Format(timeout)} (limits.memberTimeout)"));

        MemberRunResult Result(RunStatus status) =>
            new(status, Patched: turns.Patched is { } patched ? [patched] : null, WorkedMs: time.SpentMs);
    }

    private static Task RecordAsync(TaskOrchestrationContext context, RunChange change) =>
        context.CallActivityAsync(TaskNames.Record, change, ActivityCalls.Activity);
}
