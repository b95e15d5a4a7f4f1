using System.Text.Json;
using DurableTeams.Runs.Turns;
using DurableTeams.Definitions;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Work;
using DurableTeams.Telemetry;

namespace DurableTeams.Runs.Remote;

/// <summary>Makes what whoever gets a piece of work is told, from what is stored.</summary>
public sealed class WorkOrders(IRunStore store, ITeamCatalog catalog)
{
    /// <summary>The order; null where the run is gone.</summary>
    /// <param name="work">The work, as it was given away.</param>
    /// <param name="token">The token of the attempt.</param>
    /// <param name="callback">The address for the answer, in work that is sent.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<WorkOrder?> OfAsync(
        WorkRecord work, string token, string? callback = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (await store.FindRunAsync(work.RunId, cancellationToken) is not { } run) return null;
        var (agent, messages) = (work.Agent, await store.ListMessagesAsync(work.RunId, work.MemberRunId, cancellationToken));
        var told = messages.Where(message => message.Turn == 0 && !ForkMessage.Is(message)).ToList();
        if (told.Count == 0) return null;
        var member = (await catalog.GetPinnedAsync(agent.DefinitionVersion, cancellationToken)).FindMember(work.MemberId);
        var phase = agent.Brief?.Phase is { } named ? JsonNamingPolicy.CamelCase.ConvertName(named.ToString()) : null;
        return new WorkOrder(
            work.WorkId,
            token,
            work.RunId,
            work.MemberRunId,
            work.MemberId,
            agent.Spawn,
            work.Attempt,
            told[^1].Text ?? string.Empty,
            new WorkContext(
                agent.TeamId, agent.SessionId, run.UserId, member?.Name ?? work.MemberId, member?.Role, phase,
                [.. told.SkipLast(1)
                    .Select(message => new WorkMessage(message.Role, message.Author, message.Text ?? string.Empty))]),
            OutgoingTrace.HeaderOf(run, SpanIds.Agent(work.MemberRunId, agent.Attempt)),
            work.MemberRunId,
            work.Due,
            callback);
    }
}
