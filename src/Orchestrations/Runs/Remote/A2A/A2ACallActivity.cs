using DurableTeams.Contracts.Remote;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Remote;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Outbound;
using DurableTeams.Storage;
using DurableTeams.Storage.Work;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>
/// One look at the task that an A2A agent does for a piece of work, and the next thing to do about it. It looks before it acts,
/// so that looking twice does nothing twice. It takes minutes at most, whatever the task takes.
/// </summary>
internal sealed partial class A2ACallActivity(
    IRunStore store, ITeamCatalog catalog, IDefinitionEnvironment environment, WorkOrders orders, WorkAlarm alarm,
    A2AAgents agents, A2ATurn turn, A2AEnds ends, TimeProvider time, ILogger<A2ACallActivity> logger)
    : TaskActivity<A2AInput, A2AStanding>
{
    private const int MaxLeaves = 8;

    /// <inheritdoc/>
    public override async Task<A2AStanding> RunAsync(TaskActivityContext context, A2AInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var state = input.State ?? new A2AState();
        // A deleted run has no work, and nobody waits for it.
        if (await store.FindWorkAsync(input.WorkId) is not { } work) return A2AWaits.Done;
        var team = await catalog.GetPinnedAsync(work.Agent.DefinitionVersion);
        if (team.FindMember(work.MemberId) is not { Remote.A2A: not null } member) return A2AWaits.Done;
        var secrets = Redaction.Of(team, environment);
        try
        {
            return await turn.IsWantedAsync(work, input)
                ? await TalkAsync(input, work, member, state, secrets)
                : await LeaveAsync(input, work, member.Remote, state);
        }
        catch (A2AException exception) when (exception.Passes)
        {
            LogAgain(input.RunId, work.MemberRunId, work.WorkId, secrets.Remove(exception.Message));
            // Once something may have reached the agent, it is looked for.
            return A2AWaits.Again(work, state with { Sent = state.Sent || !exception.Unsent }, exception.RetryAfter);
        }
        catch (A2AException exception)
        {
            await ends.FailAsync(input, exception.Code, secrets.Remove(exception.Message));
        }
        catch (OutboundRefusedException refused)
        {
            await ends.FailAsync(input, "addressRefused", $"could not be sent its work: {refused.Message}");
        }
        catch (Exception exception) when (exception is DefinitionException or UriFormatException)
        {
            LogAgain(input.RunId, work.MemberRunId, work.WorkId, exception.Message);
            return A2AWaits.Again(work, state);
        }

        return A2AWaits.Done;
    }

    private async Task<A2AStanding> TalkAsync(
        A2AInput input, WorkRecord work, MemberDefinition member, A2AState state, Redaction secrets)
    {
        if (work.Status == WorkStatus.Waiting)
        {
            var lease = new WorkLease(time.GetUtcNow(), agents.HostOf(member.Remote!), WorkToken.Hash(WorkToken.New()));
            if (await store.ChangeWorkAsync(work.WorkId, lease) is not { Outcome: WorkOutcome.Done, Work: { } given })
                return A2AWaits.Again(work, state);
            work = given;
            alarm.Watch(work.WorkId, work.Due);
        }
        // This look was begun before, by a process that is gone: what that sent may have arrived.
        else if (input.State is null) state = state with { Sent = true };

        if (await orders.OfAsync(work, "") is not { } order) return A2AWaits.Done;
        var (client, streams) = await agents.OpenAsync(member.Remote!, order.Traceparent, CancellationToken.None);
        var task = state.TaskId is { } known
            ? await client.GetAsync(known, CancellationToken.None)
            : await BeginAsync(input, work, member, client, order, state, secrets);
        if (task is null) return A2AWaits.Done;
        state = state with { TaskId = state.TaskId ?? task.Id, ContextId = task.ContextId ?? state.ContextId };
        return await turn.GoOnAsync(new A2AExchange(input, work, client, streams, secrets, state), task);
    }

    /// <summary>The task, once the agent has the message; null where there is nothing more to do.</summary>
    private async Task<A2ATask?> BeginAsync(
        A2AInput input, WorkRecord work, MemberDefinition member, A2AClient client, WorkOrder order, A2AState state,
        Redaction secrets)
    {
        var id = A2AExchange.MessageId(input);
        if (state.Sent)
        {
            if (await client.FindAsync(id, work.Since ?? work.QueuedAt, CancellationToken.None) is { Id: { } begun })
                return await client.GetAsync(begun, CancellationToken.None);
            // The agent may have it all the same. When the time for the answer is over, a person is asked.
            if (member.Remote!.Repeatable == false) return null;
        }

        var parts = A2ATaskMessage.Of(order, !string.IsNullOrWhiteSpace(member.Instructions));
        var reply = await client.SendAsync(new A2AMessage(id, "ROLE_USER", parts), CancellationToken.None);
        if (reply.Task is null) await ends.CompleteAsync(work, secrets.Remove(A2AText.Of(reply.Message!.Parts)));
        return reply.Task;
    }

    /// <summary>Cancels the agent's task, if there may be one.</summary>
    private async Task<A2AStanding> LeaveAsync(A2AInput input, WorkRecord work, RemoteDefinition remote, A2AState state)
    {
        // It ended with what the agent said, and this look is repeated; or it never began.
        var over = (work.Attempt == input.Number && work.Completion is not null) || work.Attempt < input.Number;
        var asked = state.TaskId is not null || state.Sent || input.State is null;
        if (over || !asked || await orders.OfAsync(work, "") is not { } order) return A2AWaits.Done;
        try
        {
            var (client, _) = await agents.OpenAsync(remote, order.Traceparent, CancellationToken.None);
            var taskId = state.TaskId
                ?? (await client.FindAsync(A2AExchange.MessageId(input), work.QueuedAt, CancellationToken.None))?.Id;
            if (taskId is not null) await client.CancelAsync(taskId, CancellationToken.None);
        }
        catch (A2AException exception) when (exception.Passes && state.Leaves < MaxLeaves)
        {
            return A2AWaits.Again(work, state with { Leaves = state.Leaves + 1, Tries = state.Leaves }, exception.RetryAfter);
        }
        catch (Exception exception) when (exception is A2AException or OutboundRefusedException or DefinitionException
            or UriFormatException)
        {
            // It has ended, or it cannot be cancelled.
            LogLeft(input.RunId, work.MemberRunId, work.WorkId, exception.Message);
        }

        return A2AWaits.Done;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Run {RunId}, member run {MemberRunId}: the agent cannot be asked about work {WorkId} yet: {Reason}")]
    private partial void LogAgain(string runId, string memberRunId, string workId, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Run {RunId}, member run {MemberRunId}: the agent's task for work {WorkId} was not cancelled: {Reason}")]
    private partial void LogLeft(string runId, string memberRunId, string workId, string reason);
}
