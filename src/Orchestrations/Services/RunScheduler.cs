using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Hooks;
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
public sealed class RunScheduler(IRunStore store, ITeamCatalog teams, HookSet hooks)
{
    private const int Looks = 5;
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan EndOfEarlierAttempt = TimeSpan.FromSeconds(10);

    /// <summary>Schedules the run's orchestration, unless the instance exists already.</summary>
    public async Task ScheduleAsync(RunRecord run, DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(client);
        var definition = await teams.GetPinnedAsync(run.DefinitionVersion, cancellationToken);
        var plan = await RunPlan.OfAsync(definition, version => teams.GetPinnedAsync(version, cancellationToken));
        var start = definition.Mode.HandsOver() ? await StartOfAsync(run, definition, cancellationToken) : null;
        var input = new TeamRunInput(run.RunId, run.TeamId, run.DefinitionVersion, run.SessionId, plan, start, run.Attempt,
            Hooks: hooks.Has<IRunHook>());
        for (var look = 0; ; look++)
        {
            try
            {
                await ScheduleAsync(input, client, cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Each backend has its own exception for "exists", so the backend is asked whether the instance exists.
                if (await client.GetInstanceAsync(run.RunId, getInputsAndOutputs: true, cancellationToken) is { } there)
                {
                    if (run.Attempt == 0 || there.ReadInputAs<TeamRunInput>()?.Attempt >= run.Attempt) return;
                    await RemoveEarlierAttemptAsync(run.RunId, client, cancellationToken);
                    await ScheduleAsync(input, client, cancellationToken);
                    return;
                }

                // Another process may be scheduling the instance at this moment: the backend refuses the second start before it
                // can show the instance.
                if (look == Looks) throw;
                await Task.Delay(FirstLook * (1 << look), cancellationToken);
            }
        }
    }

    /// <summary>
    /// The member that a hand-off run starts with: the one with which the run, or the run that it was forked from, began,
    /// whichever agent is active now.
    /// </summary>
    private async Task<string?> StartOfAsync(RunRecord run, TeamDefinition definition, CancellationToken cancellationToken)
    {
        for (RunRecord? known = run.Attempt > 0 ? run : null; known is not null;)
        {
            var first = RunIds.Child(RunIds.Leader(known.RunId), 1);
            if ((await store.ListMemberRunsAsync(
                known.RunId, cancellationToken)).FirstOrDefault(agent => agent.MemberRunId == first) is { } member)
                return member.MemberId;
            known = known.ForkOf is { } origin ? await store.FindRunAsync(origin.RunId, cancellationToken) : null;
        }

        if (definition.HandoffReturn == HandoffReturn.Root) return null;
        var active = (await store.FindSessionStateAsync(run.SessionId, cancellationToken))?.ActiveAgent;
        return active?.TeamId == run.TeamId ? active.MemberId : null;
    }

    private static Task<string> ScheduleAsync(TeamRunInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var options = new StartOrchestrationOptions(input.RunId)
            .WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        return client.ScheduleNewOrchestrationInstanceAsync(TaskNames.RunTeam, input, options, cancellationToken);
    }

    /// <summary>
    /// Removes the instances of the failed attempt. What they recorded is in the store; they have ended, or end at any moment.
    /// </summary>
    private static async Task RemoveEarlierAttemptAsync(
        string runId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(EndOfEarlierAttempt);
        await client.WaitForInstanceCompletionAsync(runId, getInputsAndOutputs: false, patience.Token);
        await client.PurgeInstanceAsync(runId, new PurgeInstanceOptions(Recursive: true), cancellationToken);
    }
}
