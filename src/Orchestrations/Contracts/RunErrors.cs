using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>Errors that name team, member and phase the same way everywhere.</summary>
internal static class RunErrors
{
    /// <summary>The error of an agent, <c>Member 'x' of team 'y' {what}.</c></summary>
    public static RunError Error(AgentRef agent, string code, string what)
    {
        var who = agent.IsLeader ? "The leader" : $"Member '{agent.MemberId}'";
        return Error(agent, code, $"{who} of team '{agent.TeamId}' {what}", agent.Brief?.Phase);
    }

    /// <summary>The error of a team as a whole, <c>Team 'x' {what}.</c></summary>
    public static RunError TeamError(AgentRef leader, string code, string what, TeamPhase? phase = null) =>
        Error(leader, code, $"Team '{leader.TeamId}' {what}", phase);

    /// <summary>The error of an agent with the phase in which the agent works.</summary>
    public static RunError InPhase(AgentRef agent, RunError error) =>
        agent.Brief?.Phase is null ? error : Error(agent, error.Code, error.Message, agent.Brief.Phase);

    private static RunError Error(AgentRef agent, string code, string text, TeamPhase? phase)
    {
        var name = phase is { } named ? JsonNamingPolicy.CamelCase.ConvertName(named.ToString()) : null;
        return new RunError(code, name is null
            ? Sentence.WithFullStop(text)
            : $"{Sentence.WithoutFullStop(text)} in phase '{name}'.", agent.MemberId, name);
    }
}
