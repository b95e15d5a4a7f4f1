using DurableTeams.Definitions;

namespace DurableTeams.Runs;

/// <summary>What a run's orchestration starts with: ids, and the plain settings of its pinned definition that orchestrator code branches on.</summary>
/// <param name="RunId">The run, also the instance id.</param>
/// <param name="TeamId">The team.</param>
/// <param name="DefinitionVersion">The pinned definition's content hash.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Plan">The settings.</param>
public sealed record TeamRunInput(string RunId, string TeamId, string DefinitionVersion, string SessionId, RunPlan Plan);

/// <summary>The settings of a definition that decide the flow of a run. Times are milliseconds.</summary>
public sealed record RunPlan(
    TeamMode Mode,
    int MaxSteps,
    int MaxParallel,
    long? MaxTokens,
    long MemberTimeoutMs,
    long TeamTimeoutMs,
    int ModelAttempts,
    long ModelBackoffMs,
    int ToolAttempts,
    long ToolBackoffMs,
    MemberFailurePolicy OnMemberFailure)
{
    /// <summary>The plan of a definition.</summary>
    public static RunPlan Of(TeamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new RunPlan(
            definition.Mode,
            definition.Limits.MaxSteps,
            definition.Limits.MaxParallel,
            definition.Limits.MaxTokens,
            (long)definition.Limits.MemberTimeout.TotalMilliseconds,
            (long)definition.Limits.TeamTimeout.TotalMilliseconds,
            definition.Retry.Model.Attempts,
            (long)definition.Retry.Model.Backoff.TotalMilliseconds,
            definition.Retry.Tool.Attempts,
            (long)definition.Retry.Tool.Backoff.TotalMilliseconds,
            definition.OnMemberFailure);
    }
}
