using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Hooks;
using DurableTeams.Live;
using DurableTeams.Live.Relay;
using DurableTeams.Models;
using DurableTeams.Runs.Activities.Phases;
using DurableTeams.Runs.Activities;
using DurableTeams.Runs.Hooks;
using DurableTeams.Runs.Turns;
using DurableTeams.Services.Events;
using DurableTeams.Services.Work;
using DurableTeams.Storage;
using DurableTeams.Storage.Relay;
using DurableTeams.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Services;

/// <summary>Registers the activities of runs.</summary>
internal static class RunServices
{
    /// <summary>
    /// Adds the activities and the services that they need. The host adds <c>IRunStore</c>, <c>ITeamCatalog</c>, models and
    /// tools.
    /// </summary>
    public static IServiceCollection AddRunActivities(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EngineClient>();
        services.TryAddSingleton(new EngineTraits());
        services.TryAddSingleton(Live);
        services.TryAddSingleton<EventDetails>();
        services.TryAddSingleton<RunFollower>();
        services.AddSingleton<StepTimer>();
        services.AddSingleton<EarlyStepAnswers>();
        services.AddSingleton<BriefReader>();
        services.AddSingleton<InitialPrompt>();
        services.AddSingleton<TurnReader>();
        services.AddSingleton<OutgoingTrace>();
        services.AddHookSet();
        services.AddSingleton<ToolCallHooks>();
        services.AddSingleton<AgentInvoker>();
        services.TryAddSingleton(new ConversationRoom());
        services.AddSingleton<RecordedTurns>();
        services.TryAddSingleton<ICodeAgents, CodeAgents>();
        services.AddSingleton<ModelCallActivity>();
        services.AddSingleton<ToolCallActivity>();
        services.AddSingleton<ToolCallQuestions>();
        services.AddSingleton<MemberPaths>();
        services.AddSingleton<SettleActivity>();
        services.AddSingleton<ExpireActivity>();
        services.AddSingleton<EscalateActivity>();
        services.AddApprovalLinks();
        services.AddNotifications();
        services.TryAddSingleton<RequirementViews>();
        services.AddSingleton<RecordActivity>();
        services.AddSingleton<RunStartingActivity>();
        services.AddSingleton<RunEndedActivity>();
        services.AddSingleton<PauseActivity>();
        services.AddSingleton<FinishActivity>();
        services.AddSingleton<OutcomeActivity>();
        services.AddSingleton<MergeStateActivity>();
        services.AddSingleton<PhaseEndActivity>();
        services.AddRemoteMembers();
        return services;
    }

    private static LiveRuns Live(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        return services.GetRequiredService<EngineTraits>().InThisProcess
            || services.GetRequiredService<IRunStore>() is not ILiveRows rows
            ? new LiveRuns(time)
            : new LiveRuns(time, new LiveRelay(rows, time, services.GetRequiredService<ILogger<LiveRelay>>()));
    }
}
