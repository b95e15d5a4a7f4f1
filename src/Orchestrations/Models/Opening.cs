using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Runs;
using DurableTeams.Storage;

namespace DurableTeams.Models;

/// <summary>What an agent run's conversation opens with: who it is, what it remembers of the session, what it is asked.</summary>
public sealed class Opening(IRunStore store, IDefinitionEnvironment environment)
{
    /// <summary>The name an agent's turns are kept under in its session: the team's id for the leader, <c>{team}/{member}</c> for a member.</summary>
    public static string AgentId(AgentRef agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.MemberId is null ? agent.TeamId : $"{agent.TeamId}/{agent.MemberId}";
    }

    /// <summary>The messages of turn 0.</summary>
    public async Task<List<MessageRecord>> WriteAsync(TeamDefinition team, AgentRef agent)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(agent);
        var state = team.StateInPrompt ? (await store.FindSessionAsync(agent.SessionId))?.State : null;
        var member = agent.MemberId is { } id ? team.FindMember(id) : null;
        var opening = new List<MessageRecord>();
        var system = member is null ? Prompts.Leader(team) : Prompts.Member(team, member);
        Add("system", Prompts.WithState(EnvironmentReferences.Expand(system, environment), state));
        foreach (var turn in await HistoryAsync(team, agent))
        {
            if (turn.AgentId == AgentId(agent))
            {
                Add("user", turn.Input);
                Add("assistant", turn.Output, agent.MemberId ?? agent.TeamId);
            }
            else
            {
                Add("user", Prompts.OtherAgentSaid(turn));
            }
        }

        Add("user", await AskedAsync(agent), agent.Brief?.Call is null ? null : agent.TeamId);
        return opening;

        void Add(string role, string text, string? author = null) => opening.Add(new MessageRecord
        {
            MemberRunId = agent.MemberRunId,
            Turn = 0,
            Slot = opening.Count,
            Role = role,
            Text = text,
            Author = author,
        });
    }

    private async Task<IReadOnlyList<SessionTurn>> HistoryAsync(TeamDefinition team, AgentRef agent)
    {
        if (team.History.Scope == HistoryScope.None) return [];
        var whose = team.History.Scope == HistoryScope.Role ? new[] { AgentId(agent) } : null;
        var turns = await store.ListSessionTurnsAsync(agent.SessionId, whose, team.History.Turns);
        // What happened in this very run is told by its own messages.
        return [.. turns.Where(turn => turn.RunId != agent.RunId)];
    }

    private async Task<string> AskedAsync(AgentRef agent)
    {
        if (agent.Brief?.Call is null)
        {
            var run = await store.FindRunAsync(agent.RunId) ?? throw new InvalidOperationException($"Run '{agent.RunId}' is not in the store.");
            return run.Input;
        }

        var asking = await store.FindMessageAsync(agent.RunId, agent.Brief.Call.MemberRunId, agent.Brief.Call.Turn, 0)
            ?? throw new InvalidOperationException($"The message that delegated to '{agent.MemberRunId}' is not in the store.");
        return TaskOf(asking.Calls![agent.Brief.Call.Index].Arguments);
    }

    private static string TaskOf(JsonElement arguments) => arguments.GetProperty("task").GetString()!;
}
