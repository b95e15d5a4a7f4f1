using DurableTeams.Definitions;
using DurableTeams.Runs;
using DurableTeams.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Models;

/// <summary>
/// One turn of an agent: asks its model and records the answer with everything that follows from it (requirements, refused
/// calls, the end of the agent's run) in one change. A turn that is recorded already is not asked again.
/// </summary>
public sealed partial class ModelCallActivity(
    IRunStore store, ITeamCatalog catalog, IChatClients clients, Opening opening, TurnReader reader, TimeProvider time, ILogger<ModelCallActivity> logger)
    : TaskActivity<ModelCallInput, ModelCallResult>
{
    /// <inheritdoc/>
    /// <returns>What the turn came to, or the provider's failure; throws only for what is not the provider's.</returns>
    public override async Task<ModelCallResult> RunAsync(TaskActivityContext context, ModelCallInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var agent = input.Agent;
        var team = await catalog.GetPinnedAsync(agent.DefinitionVersion);
        var messages = (await store.ListMessagesAsync(agent.RunId, agent.MemberRunId)).ToList();
        var recorded = messages.Find(message => message.Turn == input.Turn && message.Slot == 0);
        if (recorded is not null) return reader.Read(team, agent, recorded, time.GetUtcNow()).Result(input.Used);

        var fresh = messages.Count == 0 ? await opening.WriteAsync(team, agent) : [];
        fresh.AddRange(Answers(input, messages));
        messages.AddRange(fresh);

        ChatResponse response;
        try
        {
            response = await AskAsync(team, input, messages);
        }
        catch (Exception exception)
        {
            // Deliberately everything: whatever a provider throws ends this agent run at worst, never the orchestration.
            var failure = ModelFailures.Classify(exception);
            LogFailed(agent.RunId, agent.MemberRunId, input.Turn, failure.Message);
            return new ModelCallResult(input.Used, Failure: new CallFailure(failure.Message, failure.Transient, (long?)failure.RetryAfter?.TotalMilliseconds));
        }

        var answer = Conversation.Record(agent, input.Turn, response);
        var reading = reader.Read(team, agent, answer, time.GetUtcNow());
        var result = reading.Result(input.Used);
        var change = reading.Change with { Messages = [.. fresh, answer, .. reading.Change.Messages] };
        await store.CommitAsync(result.Final ? Ended(change, team, input, messages, answer, result.Used) : WithUsage(change, agent, result.Used));
        return result;
    }

    private async Task<ChatResponse> AskAsync(TeamDefinition team, ModelCallInput input, List<MessageRecord> messages)
    {
        var agent = input.Agent;
        var model = team.Models[agent.MemberId is { } id ? team.FindMember(id)!.Model! : team.Model!];
        var options = new ChatOptions
        {
            // Model name, temperature and the like are the client's, from the definition it was made of.
            Tools = [.. reader.Offer(team, agent)],
            AdditionalProperties = new AdditionalPropertiesDictionary
            {
                [ChatRequestProperties.Agent] = agent.MemberId ?? "leader",
                [ChatRequestProperties.Turn] = input.Turn,
            },
        };
        var outputs = messages.Exists(message => message.OutputOf is not null)
            ? (await store.ListMemberRunsAsync(agent.RunId)).ToDictionary(member => member.MemberRunId, member => member.Output ?? string.Empty, StringComparer.Ordinal)
            : [];
        return await clients.Get(model).GetResponseAsync(Conversation.ToChat(messages, outputs), options);
    }

    private static IEnumerable<MessageRecord> Answers(ModelCallInput input, List<MessageRecord> messages)
    {
        var asked = messages.Find(message => message.Turn == input.Turn - 1 && message.Slot == 0)?.Calls;
        foreach (var answer in input.Answers ?? [])
        {
            yield return new MessageRecord
            {
                MemberRunId = input.Agent.MemberRunId,
                Turn = input.Turn - 1,
                Slot = 1 + answer.Index,
                Role = "tool",
                CallId = asked![answer.Index].CallId,
                OutputOf = answer.OutputOf,
                Text = answer.Error is null ? null : $"Error: {answer.Error}",
                Status = answer.Error is null ? ToolCallStatus.Completed : ToolCallStatus.Failed,
            };
        }
    }

    private static RunChange WithUsage(RunChange change, AgentRef agent, Usage used) =>
        change with { Members = [new MemberRunPatch(agent.MemberRunId, Usage: used)] };

    private static RunChange Ended(RunChange change, TeamDefinition team, ModelCallInput input, List<MessageRecord> messages, MessageRecord answer, Usage used)
    {
        var agent = input.Agent;
        var output = answer.Text ?? string.Empty;
        var asked = messages.FindLast(message => message.Turn == 0)!.Text ?? string.Empty;
        var ended = agent.MemberId is null
            ? new RunEventDraft("ended", RunEventTypes.RunCompleted, Data: Changes.Data(new { output }))
            : new RunEventDraft($"{agent.MemberRunId}:ended", RunEventTypes.MemberRunCompleted, agent.MemberRunId, agent.MemberId, Changes.Data(new { output }));
        return change with
        {
            Run = input.EndsRun ? new StatusPatch(RunStatus.Completed, output) : null,
            Members = [new MemberRunPatch(agent.MemberRunId, RunStatus.Completed, output, Usage: used)],
            SessionTurns = [new SessionTurn(agent.SessionId, agent.RunId, agent.MemberRunId, Opening.AgentId(agent), asked, output, change.At)],
            Events = [.. change.Events, ended],
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model call failed: run {RunId}, member run {MemberRunId}, turn {Turn}: {Reason}")]
    private partial void LogFailed(string runId, string memberRunId, int turn, string reason);
}
