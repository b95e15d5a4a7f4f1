using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Json.Answers;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;

namespace DurableTeams.Services;

/// <summary>Builds the views that clients read from the stored records.</summary>
public sealed class RunViews(IRunStore store, ITeamCatalog teams, RequirementViews requirementViews, SpecViews specs)
{
    private const int HistoryTurns = 200;

    /// <summary>A run with its members, their calls and its requirements.</summary>
    public async Task<RunView> RunAsync(RunRecord run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var session = await store.FindSessionStateAsync(run.SessionId, cancellationToken);
        var team = await teams.GetPinnedAsync(run.DefinitionVersion, cancellationToken);

        // A new run has no parts yet: the answer to a start reads none.
        var pending = run is { Status: RunStatus.Pending, Attempt: 0 };
        var memberRuns = pending ? [] : await store.ListMemberRunsAsync(run.RunId, cancellationToken);
        var messages = pending ? [] : await store.ListRunMessagesAsync(run.RunId, cancellationToken);
        var requirements = pending ? [] : await RequirementsAsync(run.RunId, cancellationToken);
        return new RunView(
            run.RunId,
            run.TeamId,
            run.SessionId,
            run.UserId,
            run.ParentRunId,
            run.Status,
            run.Input,
            await OutputAsync(run, team, memberRuns, cancellationToken),
            [.. requirements.Select(requirementViews.Of)],
            MemberRunViews.Of(run, memberRuns, messages, requirements),
            ActiveAgentOf(run, team, session, memberRuns),
            session?.State,
            memberRuns.Aggregate(Usage.None, (sum, agent) => sum + agent.Usage),
            run.Error,
            run.Metadata,
            run.DefinitionVersion,
            run.TraceId,
            run.CreatedAt,
            run.UpdatedAt,
            run.CompletedAt);
    }

    /// <summary>A run as lists show it.</summary>
    public async Task<RunSummaryView> SummaryAsync(RunSummary summary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var run = summary.Run;
        var team = await teams.GetPinnedAsync(run.DefinitionVersion, cancellationToken);
        return new RunSummaryView(
            run.RunId,
            run.TeamId,
            run.SessionId,
            run.UserId,
            run.ParentRunId,
            run.Status,
            run.Input,
            run.Output is { } output ? new RunOutputView(output, null) : null,
            [.. summary.PendingIds.Select(id => new RequirementIdView(id))],
            new RequirementCountsView(summary.Pending, summary.Requirements),
            team.Mode.HandsOver() ? summary.LastMember : null,
            summary.Usage,
            run.Error,
            run.Metadata,
            run.DefinitionVersion,
            run.TraceId,
            run.CreatedAt,
            run.UpdatedAt,
            run.CompletedAt);
    }

    private async Task<RunOutputView?> OutputAsync(
        RunRecord run, TeamDefinition team, IReadOnlyList<MemberRunRecord> memberRuns, CancellationToken cancellationToken)
    {
        if (run.Output is not { } text) return null;
        if (run.Status != RunStatus.Completed) return new RunOutputView(text, null);
        if (team.Output is null)
            return new RunOutputView(
                text, await specs.ContentsAsync(team, RunIds.Leader(run.RunId), memberRuns, cancellationToken));
        using var json = StructuredAnswer.Parse(text);
        return new RunOutputView(text, json?.RootElement.Clone());
    }

    private static string? ActiveAgentOf(
        RunRecord run, TeamDefinition team, SessionState? session, IReadOnlyList<MemberRunRecord> memberRuns)
    {
        if (!team.Mode.HandsOver()) return null;
        var leader = RunIds.Leader(run.RunId);
        return memberRuns.LastOrDefault(agent => agent.ParentMemberRunId == leader)?.MemberId
            ?? (session?.ActiveAgent is { } active && active.TeamId == run.TeamId ? active.MemberId : null);
    }

    /// <summary>The conversation of one member run; without one, the leader's.</summary>
    /// <exception cref="ApiException">404 the run has no such member run.</exception>
    public async Task<IReadOnlyList<MessageView>> MessagesAsync(
        RunRecord run, string? memberRunId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var memberRuns = await store.ListMemberRunsAsync(run.RunId, cancellationToken);
        var agent = memberRunId ?? RunIds.Leader(run.RunId);
        if (memberRunId is not null && !memberRuns.Any(other => other.MemberRunId == memberRunId))
            throw ApiErrors.NotFound("memberRun", memberRunId);
        var messages = await store.ListMessagesAsync(run.RunId, agent, cancellationToken);
        return [.. messages.Select(message => MessageView.Of(message, memberRuns))];
    }

    /// <summary>A session with its history.</summary>
    /// <exception cref="ApiException">404.</exception>
    public async Task<SessionView> SessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        var session = await store.FindSessionAsync(sessionId, cancellationToken)
            ?? throw ApiErrors.NotFound("session", sessionId);
        var turns = await store.ListSessionTurnsAsync(sessionId, null, HistoryTurns, cancellationToken);
        return SessionView.Of(session) with { History = [.. turns.Select(SessionTurnView.Of)] };
    }

    /// <summary>All requirements of a run: pending ones first, each part oldest first.</summary>
    private async Task<List<RequirementRecord>> RequirementsAsync(string runId, CancellationToken cancellationToken)
    {
        var all = await store.AllRequirementsAsync(runId, cancellationToken);
        return [.. all.OrderBy(requirement => requirement.Status == RequirementStatus.Pending ? 0 : 1)];
    }
}
