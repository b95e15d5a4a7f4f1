using DurableTeams.Contracts.Remote;
using DurableTeams.Definitions.Remote;
using DurableTeams.Runs.Turns;
using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Work;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Remote;

/// <summary>
/// Begins the work of a remote member run: writes what its worker is told, as the beginning of a conversation, and offers the
/// work. In a retried run, work that failed is offered again.
/// </summary>
internal sealed class WorkBeginActivity(
    IRunStore store, ITeamCatalog catalog, InitialPrompt opening, WorkAlarm alarm, TimeProvider time)
    : TaskActivity<WorkInput, WorkStanding>
{
    private const int QueueAttempts = 2;

    /// <inheritdoc/>
    public override async Task<WorkStanding> RunAsync(TaskActivityContext context, WorkInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (agent, now) = (input.Agent, time.GetUtcNow());
        var team = await catalog.GetPinnedAsync(agent.DefinitionVersion);
        var remote = team.FindMember(agent.MemberId!)?.Remote
            ?? throw new InvalidOperationException($"Member '{agent.MemberId}' of team '{team.Id}' is no remote member.");
        var known = await store.FindWorkAsync(RunIds.Work(agent.MemberRunId));
        var messages = await store.ListMessagesAsync(agent.RunId, agent.MemberRunId);
        var fresh = messages.Any(message => message.Turn == 0 && !ForkMessage.Is(message))
            ? []
            : await opening.WriteAsync(team, agent);
        var work = await OfferAsync(agent, remote, now);
        await store.CommitAsync(new RunChange(agent.RunId, now) { Messages = fresh, Work = [work] });
        alarm.Watch(work.WorkId, work.Due);
        if (known is null) return new WorkStanding(0, Push: remote.Queue is null ? 1 : 0, A2A: remote.A2A is not null);
        // This activity was repeated, or the run is retried: what is there now says how to go on.
        return new WorkStanding(
            known.Agent.Attempt == agent.Attempt ? known.Heard : known.Told, Ended: true, A2A: remote.A2A is not null);
    }

    private async Task<WorkRecord> OfferAsync(AgentRef agent, RemoteDefinition remote, DateTimeOffset now)
    {
        var hold = remote.Queue is null
            ? remote.Answer ?? RemoteDefinition.DefaultAnswer
            : remote.Lease ?? RemoteDefinition.DefaultLease;
        var start = remote.Queue is null ? hold : remote.Start ?? RemoteDefinition.DefaultStart;
        var (teamId, path) = await PathAsync(agent);
        return new WorkRecord
        {
            WorkId = RunIds.Work(agent.MemberRunId),
            RunId = agent.RunId,
            TeamId = teamId,
            Agent = agent,
            MemberPath = path,
            Queue = remote.Queue,
            HoldMs = (long)hold.TotalMilliseconds,
            StartMs = start == Timeout.InfiniteTimeSpan ? null : (long)start.TotalMilliseconds,
            Attempts = remote.Attempts ?? (remote.Queue is null ? 1 : QueueAttempts),
            Repeatable = remote.Repeatable ?? true,
            QueuedAt = now,
            Due = start == Timeout.InfiniteTimeSpan ? null : now + start,
        };
    }

    /// <summary>The run's team, and the ids from it down to the member.</summary>
    private async Task<(string TeamId, IReadOnlyList<string> Path)> PathAsync(AgentRef agent)
    {
        var run = await store.FindRunAsync(agent.RunId)
            ?? throw new InvalidOperationException($"Run '{agent.RunId}' is not in the store.");
        var memberRuns = (await store.ListMemberRunsAsync(agent.RunId)).ToDictionary(
            other => other.MemberRunId, StringComparer.Ordinal);
        List<string> path = [agent.MemberId!];
        for (var above = RunIds.ParentOf(agent.MemberRunId); above is not null; above = RunIds.ParentOf(above))
            path.Insert(0, memberRuns[above].MemberId ?? run.TeamId);
        return (run.TeamId, path);
    }
}
