using DurableTeams.Storage;

namespace DurableTeams.Runs;

/// <summary>Errors that name team and member the same way everywhere.</summary>
internal static class Describe
{
    /// <summary>The error of an agent, <c>Member 'x' of team 'y' {what}.</c></summary>
    public static RunError Error(AgentRef agent, string code, string what) => agent.MemberId is { } member
        ? new RunError(code, $"Member '{member}' of team '{agent.TeamId}' {what}.", member)
        : new RunError(code, $"The leader of team '{agent.TeamId}' {what}.");
}
