using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Services;

/// <summary>
/// Schedules stored runs at the engine. A second call does nothing: the run's id is the instance id, and only the instance of a
/// failed attempt is ever replaced.
/// </summary>
public sealed class RunScheduler(IRunStore store, ITeamCatalog teams)
{
    private const int Looks = 5;
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan EndOfEarlierAttempt = TimeSpan.FromSeconds(10);

    /// <summary>Schedules the run's orchestration, unless the instance exists already.</summary>
    public async Task ScheduleAsync(RunRecord run, DurableTaskClient client, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(client);
        var definition = await teams.GetPinnedAsync(run.DefinitionVersion, cancellation);
        var plan = await RunPlan.OfAsync(definition, version => teams.GetPinnedAsync(version, cancellation));
        var start = definition.Mode.HandsOver() ? await StartOfAsync(run, definition, cancellation) : null;
        var input = new TeamRunInput(run.RunId, run.TeamId, run.DefinitionVersion, run.SessionId, plan, start, run.Attempt);
        for (var look = 0; ; look++)
        {
            try
            {
                await ScheduleAsync(input, client, cancellation);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Each backend has its own exception for "exists", so the backend is asked whether the instance exists.
                if (await client.GetInstanceAsync(run.RunId, getInputsAndOutputs: true, cancellation) is { } there)
                {
                    if (run.Attempt == 0 || there.ReadInputAs<TeamRunInput>()?.Attempt >= run.Attempt) return;
                    await RemoveEarlierAttemptAsync(run.RunId, client, cancellation);
                    await ScheduleAsync(input, client, cancellation);
                    return;
                }

                // Another process may be scheduling the instance at this moment: the backend refuses the second start before it
                // can show the instance.
                if (look == Looks) throw;
                await Task.Delay(FirstLook * (1 << look), cancellation);
            }
        }
    }

    /// <summary>
    /// The member that a hand-off run starts with: the one with which the run, or the run that it was forked from, began,
    /// whichever agent is active now.
    /// </summary>
    private async Task<string?> StartOfAsync(RunRecord run, TeamDefinition definition, CancellationToken cancellation)
    {
        for (RunRecord? known = run.Attempt > 0 ? run : null; known is not null;)
        {
            var first = RunIds.Child(RunIds.Leader(known.RunId), 1);
            if ((await store.ListMemberRunsAsync(known.RunId, cancellation)).FirstOrDefault(agent => agent.MemberRunId == first) is { } member) return member.MemberId;
            known = known.ForkOf is { } origin ? await store.FindRunAsync(origin.RunId, cancellation) : null;
        }

        if (definition.HandoffReturn == HandoffReturn.Root) return null;
        var active = (await store.FindSessionStateAsync(run.SessionId, cancellation))?.ActiveAgent;
        return active?.TeamId == run.TeamId ? active.MemberId : null;
    }

    private static Task<string> ScheduleAsync(TeamRunInput input, DurableTaskClient client, CancellationToken cancellation)
    {
        var options = new StartOrchestrationOptions(input.RunId)
            .WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        return client.ScheduleNewOrchestrationInstanceAsync(TaskNames.TeamRun, input, options, cancellation);
    }

    /// <summary>
    /// Removes the instances of the failed attempt. What they recorded is in the store; they have ended, or end at any moment.
    /// </summary>
    private static async Task RemoveEarlierAttemptAsync(string runId, DurableTaskClient client, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(EndOfEarlierAttempt);
        await client.WaitForInstanceCompletionAsync(runId, getInputsAndOutputs: false, patience.Token);
        await client.PurgeInstanceAsync(runId, new PurgeInstanceOptions(Recursive: true), cancellation);
    }
}
