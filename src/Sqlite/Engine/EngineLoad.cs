namespace DurableTeams.Sqlite.Engine;

/// <summary>The work that the engine has at the moment.</summary>
/// <param name="RunningActivities">Activities that run.</param>
/// <param name="WaitingActivities">Activities that wait for room.</param>
/// <param name="LiveInstances">Instances in memory.</param>
internal readonly record struct EngineLoad(int RunningActivities, int WaitingActivities, int LiveInstances)
{
    /// <summary>Whether no activity runs or waits to.</summary>
    public bool IsIdle => RunningActivities == 0 && WaitingActivities == 0;
}
