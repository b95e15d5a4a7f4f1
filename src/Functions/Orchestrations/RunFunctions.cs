using DurableTeams.Contracts;
using DurableTeams.Runs.Activities;
using DurableTeams.Runs.Orchestrators;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Orchestrations;

/// <summary>The orchestration and activity triggers: the same classes on the Functions host and on the embedded engine.</summary>
public sealed class RunFunctions(
    ModelCallActivity modelCall,
    ToolCallActivity toolCall,
    SettleActivity settle,
    ExpireActivity expire,
    EscalateActivity escalate,
    NotifyCallActivity notifyCall,
    RecordActivity record,
    PauseActivity pause,
    FinishActivity finish,
    OutcomeActivity outcome,
    MergeStateActivity mergeState,
    PhaseEndActivity phaseEnd,
    EngineClient engine)
{
    /// <summary>A team's run.</summary>
    [Function(TaskNames.TeamRun)]
    public static Task<RunStatus> TeamRun([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new TeamRunOrchestrator().RunAsync(context, context.GetInput<TeamRunInput>());
    }

    /// <summary>A member's run.</summary>
    [Function(TaskNames.MemberRun)]
    public static Task<MemberRunResult> MemberRun([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new MemberRunOrchestrator().RunAsync(context, context.GetInput<MemberRunInput>());
    }

    /// <summary>A nested team's run.</summary>
    [Function(TaskNames.NestedTeam)]
    public static Task<MemberRunResult> NestedTeam([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new NestedTeamOrchestrator().RunAsync(context, context.GetInput<MemberRunInput>());
    }

    /// <summary>Telling somebody of a requirement.</summary>
    [Function(TaskNames.Notify)]
    public static Task<bool> Notify([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new NotifyOrchestrator().RunAsync(context, context.GetInput<NotifyInput>());
    }

    /// <summary>The end of a member run or a run with recorded words.</summary>
    [Function(TaskNames.Finish)]
    public Task<FinishResult> Finish([ActivityTrigger] FinishInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return finish.RunAsync(new TriggerActivityContext(TaskNames.Finish, input.Agent.MemberRunId), input);
    }

    /// <summary>How a member run ended before a retry.</summary>
    [Function(TaskNames.Outcome)]
    public Task<MemberRunResult?> Outcome([ActivityTrigger] AgentRef input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return outcome.RunAsync(new TriggerActivityContext(TaskNames.Outcome, input.MemberRunId), input);
    }

    /// <summary>Changes of the session state.</summary>
    [Function(TaskNames.MergeState)]
    public Task<bool> MergeState([ActivityTrigger] MergeStateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return mergeState.RunAsync(new TriggerActivityContext(TaskNames.MergeState, input.RunId), input);
    }

    /// <summary>The end of a phase.</summary>
    [Function(TaskNames.PhaseEnd)]
    public Task<bool> PhaseEnd([ActivityTrigger] PhaseEndInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return phaseEnd.RunAsync(new TriggerActivityContext(TaskNames.PhaseEnd, input.Leader.MemberRunId), input);
    }

    /// <summary>One model turn.</summary>
    [Function(TaskNames.ModelCall)]
    public Task<ModelCallResult> ModelCall([ActivityTrigger] ModelCallInput input, [DurableClient] DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(input);
        engine.Use(client);
        return modelCall.RunAsync(new TriggerActivityContext(TaskNames.ModelCall, input.Agent.MemberRunId), input);
    }

    /// <summary>One attempt of a tool call.</summary>
    [Function(TaskNames.ToolCall)]
    public Task<ToolCallResult> ToolCall([ActivityTrigger] ToolCallInput input, [DurableClient] DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(input);
        engine.Use(client);
        return toolCall.RunAsync(new TriggerActivityContext(TaskNames.ToolCall, input.Agent.MemberRunId), input);
    }

    /// <summary>The answer to a call that a decision settled.</summary>
    [Function(TaskNames.Settle)]
    public Task<bool> Settle([ActivityTrigger] SettleInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return settle.RunAsync(new TriggerActivityContext(TaskNames.Settle, input.Agent.MemberRunId), input);
    }

    /// <summary>The end of the time for a decision.</summary>
    [Function(TaskNames.Expire)]
    public Task<DecisionSignal> Expire([ActivityTrigger] RequirementInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return expire.RunAsync(new TriggerActivityContext(TaskNames.Expire, input.RequirementId), input);
    }

    /// <summary>The time after which someone else is told.</summary>
    [Function(TaskNames.Escalate)]
    public Task<bool> Escalate([ActivityTrigger] RequirementInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return escalate.RunAsync(new TriggerActivityContext(TaskNames.Escalate, input.RequirementId), input);
    }

    /// <summary>One attempt to tell somebody of a requirement.</summary>
    [Function(TaskNames.NotifyCall)]
    public Task<NotifyResult> NotifyCall([ActivityTrigger] NotifyInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return notifyCall.RunAsync(new TriggerActivityContext(TaskNames.NotifyCall, input.RequirementId), input);
    }

    /// <summary>What an orchestration decided.</summary>
    [Function(TaskNames.Record)]
    [StoreOnly]
    public Task<bool> Record([ActivityTrigger] RunChange input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return record.RunAsync(new TriggerActivityContext(TaskNames.Record, input.RunId), input);
    }

    /// <summary>A pause.</summary>
    [Function(TaskNames.Pause)]
    public Task<bool> Pause([ActivityTrigger] PauseInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return pause.RunAsync(new TriggerActivityContext(TaskNames.Pause, input.MemberRunId), input);
    }
}
