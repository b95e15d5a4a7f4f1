using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>
/// The messages that begin a member run's conversation: who the agent is, what it remembers of the session, and its task.
/// </summary>
internal sealed class InitialPrompt(IRunStore store, ITeamCatalog catalog, IDefinitionEnvironment environment, BriefReader briefs)
{
    /// <summary>
    /// The name under which the session keeps an agent's turns: the team's id for the leader, <c>{team}/{member}</c> for a
    /// member.
    /// </summary>
    public static string AgentId(AgentRef agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.IsLeader ? agent.TeamId : $"{agent.TeamId}/{agent.MemberId}";
    }

    /// <summary>The name under which the session keeps a team's phase summaries.</summary>
    public static string SummariesId(string teamId) => $"{teamId}#summaries";

    /// <summary>The messages of turn 0.</summary>
    public async Task<List<MessageRecord>> WriteAsync(TeamDefinition team, AgentRef agent)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(agent);
        var state = team.StateInPrompt ? (await store.FindSessionStateAsync(agent.SessionId))?.State : null;
        var opening = new List<MessageRecord>();
        var system = agent.IsLeader
            ? Prompts.Leader(team, await RolesAsync(team))
            : Prompts.Member(team, team.FindMember(agent.MemberId!)!, agent.Brief!);
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
                Add("user", turn.AgentId == SummariesId(team.Id) ? Prompts.Summarised(turn) : Prompts.OtherAgentSaid(turn));
            }
        }

        if (agent.Brief?.Transfer is { } transfer) Add("user", await briefs.TransferAsync(transfer), agent.TeamId);
        Add("user", await briefs.AskedAsync(agent), IsTheTeams(agent.Brief) ? null : agent.TeamId);
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

    // Such a brief asks for what the team was asked, word for word: its author is who asked the team.
    private static bool IsTheTeams(Brief? brief) =>
        brief is null || (brief is { Call: null, InputOf: null, SubtaskOf: null } && brief.Step == AgentStep.Work);

    private async Task<IReadOnlyList<SessionTurn>> HistoryAsync(TeamDefinition team, AgentRef agent)
    {
        if (team.History.Scope == HistoryScope.None) return [];
        IReadOnlyList<string>? whose = team.History.Scope == HistoryScope.Role ? [AgentId(agent), SummariesId(team.Id)] : null;
        var turns = await SessionHistory.ListAsync(store, agent, whose, team.History.Turns);
        return team.Mode.HandsOver() && agent.Brief is { Handoffs: > 0 }
            ? [.. turns.Concat(await BeforeAsync(team, agent)).TakeLast(team.History.Turns)]
            : turns;
    }

    /// <summary>The answers of the agents that had the conversation before, in this run.</summary>
    private async Task<IEnumerable<SessionTurn>> BeforeAsync(TeamDefinition team, AgentRef agent)
    {
        var parent = RunIds.ParentOf(agent.MemberRunId);
        // All agents of a hand-off team have the same task.
        var asked = await briefs.AskedAsync(agent);
        var before = new List<SessionTurn>();
        foreach (var other in (await store.ListMemberRunsAsync(agent.RunId)).Where(other => other.ParentMemberRunId == parent
            && other.MemberRunId != agent.MemberRunId))
        {
            if (other.Output is not { Length: > 0 } output
                || (team.History.Scope == HistoryScope.Role && other.MemberId != agent.MemberId))
                continue;
            before.Add(new SessionTurn(
                agent.SessionId, agent.RunId, other.MemberRunId, $"{team.Id}/{other.MemberId}", asked, output, other.StartedAt));
        }

        return before;
    }

    /// <summary>
    /// What a leader reads of its members: their roles; for a nested team without a role, the team's description.
    /// </summary>
    private async Task<Dictionary<string, string?>> RolesAsync(TeamDefinition team)
    {
        var roles = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var member in team.Members)
        {
            roles[member.Id] = member.Role
                ?? (member.TeamVersion is { } version ? (await catalog.GetPinnedAsync(version)).Description : null);
        }

        return roles;
    }
}
