using System.Text.Json;
using DurableTeams.Storage;

namespace DurableTeams.Runs;

/// <summary>Errors that name team, member and phase the same way everywhere.</summary>
internal static class Describe
{
    /// <summary>The error of an agent, <c>Member 'x' of team 'y' {what}.</c></summary>
    public static RunError Error(AgentRef agent, string code, string what)
    {
        var phase = agent.Brief?.Phase is { } named ? JsonNamingPolicy.CamelCase.ConvertName(named.ToString()) : null;
        var within = phase is null ? string.Empty : $" in phase '{phase}'";
        return agent.IsLeader
            ? new RunError(code, $"The leader of team '{agent.TeamId}' {what}{within}.", agent.MemberId, phase)
            : new RunError(code, $"Member '{agent.MemberId}' of team '{agent.TeamId}' {what}{within}.", agent.MemberId, phase);
    }
}
