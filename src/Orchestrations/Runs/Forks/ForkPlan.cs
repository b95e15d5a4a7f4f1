using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>Makes a fork from the records of a run: the new run, and the shared past as one change.</summary>
internal static class ForkPlan
{
    /// <summary>The fork.</summary>
    /// <param name="recorded">The records of the run.</param>
    /// <param name="fork">The fork's own run, with the origin's input.</param>
    /// <param name="message">The message that is told after the shared past.</param>
    /// <param name="teams">The definitions.</param>
    /// <param name="cancellationToken">Ends the wait for the definitions.</param>
    public static async Task<(RunRecord Run, RunChange Past)> MakeAsync(
        RunSnapshot recorded, RunRecord fork, string? message, ITeamCatalog teams, CancellationToken cancellationToken)
    {
        var origin = fork.ForkOf!;
        var past = new ForkPrefix(recorded, origin.Sequence);
        var listener = message is null ? null : await new ForkRecipients(teams).FindAsync(recorded, past, cancellationToken);
        if (listener is { Reopens: true }) past = new ForkPrefix(recorded, origin.Sequence, listener.MemberRunId);
        var ids = new ForkIds(recorded.Run.RunId, fork.RunId);
        var agents = PastMemberRuns.Of(recorded, past, listener is null ? null : [.. RunIds.Lineage(listener.MemberRunId)]);
        var requirements = PastRequirements.Of(recorded, past, agents, fork.CreatedAt);
        var change = new RunChange(fork.RunId, fork.CreatedAt)
        {
            Started = [.. agents.Select(ids.Of)],
            Messages = [.. past.Messages.Select(ids.Of)],
            Requirements = [.. requirements.Select(ids.Of)],
            Audit = [.. requirements.Where(requirement => requirement.Decision is not null)
                .Select(requirement => Decided(ids.Of(requirement), requirement))],
            Events = [PastRunEvents.Started(fork), .. PastRunEvents.Of(past, ids)],
        };
        if (listener is not null)
        {
            var told = ForkMessage.Message(ids.Of(listener.MemberRunId), listener.Turn, message!);
            change = change with { Messages = [.. change.Messages, told] };
        }

        return (listener is null && message is not null ? fork with { Input = message } : fork, change);
    }

    private static AuditDraft Decided(RequirementRecord shared, RequirementRecord original) => new(
        shared.RequirementId, AuditActions.Decided, AuditActions.Decided, shared.ResolvedBy, "fork",
        RunChanges.Data(new { decision = shared.Decision, requirementId = original.RequirementId }));
}
