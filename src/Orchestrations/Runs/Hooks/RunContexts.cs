using DurableTeams.Hooks;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Hooks;

/// <summary>Runs as hooks see them.</summary>
internal static class RunContexts
{
    public static RunContext Of(RunRecord run) => new()
    {
        RunId = run.RunId,
        TeamId = run.TeamId,
        SessionId = run.SessionId,
        UserId = run.UserId,
        Input = run.Input,
        Metadata = run.Metadata,
        Attempt = run.Attempt,
    };
}
