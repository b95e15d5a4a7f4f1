using DurableTeams.Definitions;
using DurableTeams.Runs;
using DurableTeams.Storage;

namespace DurableTeams.Telemetry;

/// <summary>
/// A run's span tree out of durable data alone: whatever process did what, and whether or not anything was exported, the tree
/// is whole. Every agent run is below the one that started it, by its id and not by its name, so that a member that ran
/// twice, or ended late, is in its place.
/// </summary>
public sealed class TraceViews(IRunStore store, ITeamCatalog teams)
{
    /// <summary>The trace as it is by now.</summary>
    public async Task<TraceView> OfAsync(RunRecord run, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var team = await teams.GetPinnedAsync(run.DefinitionVersion, cancellation);
        var agents = await store.ListMemberRunsAsync(run.RunId, cancellation);
        var events = (await store.AllEventsAsync(run.RunId, cancellation)).ToLookup(item => item.MemberRunId ?? RunIds.Leader(run.RunId));
        var requirements = (await store.AllRequirementsAsync(run.RunId, cancellation)).ToLookup(requirement => requirement.MemberRunId);
        var children = agents.Where(agent => agent.ParentMemberRunId is not null).ToLookup(agent => agent.ParentMemberRunId!);
        var leader = RunIds.Leader(run.RunId);
        var root = new SpanView
        {
            SpanId = SpanIds.Of(run.RunId),
            Name = $"invoke_agent {team.Name}",
            StartTime = run.CreatedAt,
            EndTime = run.CompletedAt,
            Status = StatusOf(run.Status),
            Attributes = Agent(run.TeamId, team.Name, run, run.Error, agents.Aggregate(Usage.None, (sum, agent) => sum + agent.Usage)),
            Events = AgentSpans.Events(events[leader]),
            Children = Below(leader, SpanIds.Of(run.RunId)),
        };
        return new TraceView(run.TraceId, run.RunId, root);

        List<SpanView> Below(string agentRun, string parent) =>
        [
            .. AgentSpans.Of(agentRun, parent, events[agentRun], requirements[agentRun])
                .Concat(children[agentRun].Select(child => Member(child, parent)))
                .OrderBy(span => span.StartTime),
        ];

        SpanView Member(MemberRunRecord agent, string parent)
        {
            var id = SpanIds.Of(agent.MemberRunId);
            var attributes = Agent(agent.MemberId!, agent.MemberId!, run, agent.Error, agent.Usage);
            attributes[SpanAttributes.MemberRunId] = agent.MemberRunId;
            attributes[SpanAttributes.Spawn] = agent.Spawn;
            return new SpanView
            {
                SpanId = id,
                ParentSpanId = parent,
                Name = $"invoke_agent {agent.MemberId}",
                StartTime = agent.StartedAt,
                // What never ended ended with its run.
                EndTime = agent.CompletedAt ?? run.CompletedAt,
                Status = StatusOf(agent.Status),
                Attributes = attributes,
                Events = AgentSpans.Events(events[agent.MemberRunId]),
                Children = Below(agent.MemberRunId, id),
            };
        }
    }

    private static Dictionary<string, object> Agent(string id, string name, RunRecord run, RunError? error, Usage usage)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [SpanAttributes.Operation] = "invoke_agent",
            [SpanAttributes.AgentId] = id,
            [SpanAttributes.AgentName] = name,
            [SpanAttributes.Conversation] = run.SessionId,
            [SpanAttributes.RunId] = run.RunId,
            [SpanAttributes.InputTokens] = usage.InputTokens,
            [SpanAttributes.OutputTokens] = usage.OutputTokens,
        };
        if (error is not null) attributes[SpanAttributes.ErrorType] = error.Code;
        return attributes;
    }

    private static string StatusOf(RunStatus status) => status switch
    {
        RunStatus.Completed => "ok",
        RunStatus.Failed => "error",
        _ => "unset",
    };
}
