using DurableTeams.Contracts;
using DurableTeams.Runs.Activities.Phases;
using DurableTeams.Runs.Activities;
using DurableTeams.Runs.Callbacks;
using DurableTeams.Runs.Hooks;
using DurableTeams.Runs.Orchestrators;
using DurableTeams.Runs.Remote;
using DurableTeams.Runs.Remote.A2A;
using Microsoft.DurableTask;

namespace DurableTeams.Runs;

/// <summary>The orchestrators and activities of team runs: the one list that every host's engine is given.</summary>
public static class RunTasks
{
    /// <summary>
    /// The names of the activities that only call <c>IRunStore.CommitAsync</c>. An engine whose commits carry the store's
    /// changes may run them inside the turn that asks for them, which saves a commit.
    /// </summary>
    public static IReadOnlySet<string> StoreOnly { get; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase) { TaskNames.Record };

    /// <summary>
    /// Registers all orchestrators and activities. Activities take what they need from the host's services
    /// (<c>AddDurableTeams</c> on its <c>IServiceCollection</c>).
    /// </summary>
    /// <returns>The registry.</returns>
    public static DurableTaskRegistry AddDurableTeams(this DurableTaskRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return registry
            .AddOrchestrator<TeamRunOrchestrator>(TaskNames.RunTeam)
            .AddOrchestrator<MemberRunOrchestrator>(TaskNames.RunMember)
            .AddOrchestrator<NestedTeamOrchestrator>(TaskNames.NestedTeam)
            .AddOrchestrator<NotifyOrchestrator>(TaskNames.Notify)
            .AddOrchestrator<RemoteMemberOrchestrator>(TaskNames.RemoteMember)
            .AddOrchestrator<PushOrchestrator>(TaskNames.Push)
            .AddOrchestrator<RunCallbackOrchestrator>(TaskNames.Callback)
            .AddOrchestrator<A2AOrchestrator>(TaskNames.A2A)
            .AddActivity<A2ACallActivity>(TaskNames.A2ACall)
            .AddActivity<RunCallbackActivity>(TaskNames.CallbackCall)
            .AddActivity<WorkBeginActivity>(TaskNames.WorkBegin)
            .AddActivity<WorkLookActivity>(TaskNames.WorkLook)
            .AddActivity<PushCallActivity>(TaskNames.PushCall)
            .AddActivity<ModelCallActivity>(TaskNames.ModelCall)
            .AddActivity<ToolCallActivity>(TaskNames.ToolCall)
            .AddActivity<SettleActivity>(TaskNames.Settle)
            .AddActivity<ExpireActivity>(TaskNames.Expire)
            .AddActivity<EscalateActivity>(TaskNames.Escalate)
            .AddActivity<NotifyCallActivity>(TaskNames.NotifyCall)
            .AddActivity<FinishActivity>(TaskNames.Finish)
            .AddActivity<OutcomeActivity>(TaskNames.Outcome)
            .AddActivity<MergeStateActivity>(TaskNames.MergeState)
            .AddActivity<PhaseEndActivity>(TaskNames.PhaseEnd)
            .AddActivity<RecordSpecActivity>(TaskNames.RecordSpec)
            .AddActivity<RecordActivity>(TaskNames.Record)
            .AddActivity<RunStartingActivity>(TaskNames.RunStarting)
            .AddActivity<RunEndedActivity>(TaskNames.RunEnded)
            .AddActivity<PauseActivity>(TaskNames.Pause);
    }
}
