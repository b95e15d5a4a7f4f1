using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Hooks;
using DurableTeams.Json;
using DurableTeams.Live;
using DurableTeams.Models;
using DurableTeams.Models.Providers;
using DurableTeams.Modes;
using DurableTeams.Runs.Hooks;
using DurableTeams.Runs.Turns.Agents;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Telemetry;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.Turns;

/// <summary>Asks an agent, a model or one written in code, within the run's bounds.</summary>
internal sealed class AgentInvoker(
    IRunStore store,
    BriefReader briefs,
    IChatClients clients,
    ICodeAgents agents,
    TurnReader reader,
    HookSet hooks,
    OutgoingTrace traces,
    LiveRuns live,
    TimeProvider time)
{
    /// <summary>The next answer.</summary>
    internal async Task<AgentReply> AskAsync(
        TeamDefinition team, ModelCallInput input, IReadOnlyList<MessageRecord> messages)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(input);
        var agent = input.Agent;
        if (TeamModes.StepOf(agent.Brief)?.Questions is { } questions)
            return new AgentReply(new ChatResponse(await QuestionsAsync(team, agent, questions, messages)), []);
        var member = agent.IsLeader ? null : team.FindMember(agent.MemberId!);
        var expected = AnswerForm.Of(team, agent);
        var told = Conversation.OutputsIn(messages);
        var outputs = told.Count > 0 ? await briefs.OutputsAsync(agent.RunId, told) : [];
        var offered = await reader.OfferAsync(team, agent);
        var options = new ChatOptions
        {
            // Model name, temperature and the like are the client's, from the definition it was made of.
            Tools = [.. TurnReader.Declare(team, agent, offered)],
            ResponseFormat = expected is null ? null : ChatResponseFormat.ForJsonSchema(expected.Schema, expected.Name),
            AdditionalProperties = new AdditionalPropertiesDictionary
            {
                [ChatRequestProperties.Agent] = member?.Id ?? "leader",
                [ChatRequestProperties.Turn] = input.Turn,
            },
        };
        var size = MessageSize.Of(messages) + told.Sum(id => MessageSize.Of(outputs.GetValueOrDefault(id)));
        if (size > ConversationSize.Most(team, agent))
            throw new ConversationTooLongException(ConversationSize.TooLong(size, ConversationSize.Most(team, agent)));
        var model = member?.Agent is not null ? null : team.FindModel(member is null ? team.Model! : member.Model!);
        var call = new ModelCallContext
        {
            RunId = agent.RunId,
            MemberRunId = agent.MemberRunId,
            TeamId = team.Id,
            MemberId = member?.Id,
            SessionId = agent.SessionId,
            UserId = hooks.Has<IModelCallHook>() ? (await store.Recent.FindRunAsync(agent.RunId))?.UserId : null,
            Turn = input.Turn,
            Model = model is null ? null : member?.Model ?? team.Model,
            Messages = Conversation.ToChat(messages, outputs),
            Options = options,
        };
        traces.Begin(agent.RunId, SpanIds.Chat(agent.MemberRunId, input.Turn, agent.Attempt));
        CalledModel? called = null;
        var (response, notes) = await ModelCallHooks.AroundAsync(
            hooks, call, async chat => NoAnswer.ThrowIfFailed(await (model is null ? AskCodeAsync(chat) : AskModelAsync(chat))));
        // Of other models the definition says it, as long as the run is known.
        return new AgentReply(response, offered)
        {
            Called = model?.Provider == ModelDefinition.ClientProvider ? called : null,
            Notes = notes,
        };

        async Task<ChatResponse> AskModelAsync(IReadOnlyList<ChatMessage> chat)
        {
            var client = clients.Get(model);
            called = CalledModel.Of(model, client);
            // What a hook may still take back is not told while it comes.
            using var speaks = hooks.Has<IModelCallHook>() ? null : live.Begin(new LiveCallPlace(
                agent.RunId, agent.MemberRunId, agent.MemberId, input.Turn, input.Tries + 1));
            var withoutCalls = hooks.Has<IToolCallHook>();
            return await ModelMetrics.MeasureAsync(called, time, () => StreamedAnswer.AskAsync(
                client, model.Stream != false, chat, options, part =>
                {
                    if (speaks is not null && !(withoutCalls && part is ToolCallPart)) LiveParts.Tell(speaks, part);
                }));
        }

        Task<ChatResponse> AskCodeAsync(IReadOnlyList<ChatMessage> chat) => agents.AnswerAsync(
            member!.Agent!, new CodeAgentTurn(agent.RunId, agent.MemberRunId, team.Id, member.Id, input.Turn, chat, options)
            {
                State = AgentMemory.StateOf(messages),
                Decisions = AgentMemory.DecisionsOf(input.Turn, messages),
            });
    }

    /// <summary>The turn that asks people, or, once they have decided, the answer.</summary>
    private async Task<ChatMessage> QuestionsAsync(
        TeamDefinition team, AgentRef agent, StepQuestions questions, IReadOnlyList<MessageRecord> messages)
    {
        List<RequirementRecord> decided = [];
        var asked = messages.FirstOrDefault(message => message is { Turn: 1, Slot: 0 });
        for (var index = 0; index < asked?.Calls!.Count; index++)
        {
            var id = RunIds.Requirement(agent.MemberRunId, 1, index);
            decided.Add(await store.FindRequirementAsync(id)
                ?? throw new InvalidOperationException($"Requirement '{id}' is not in the store."));
        }

        var calls = asked is null
            ? questions.Ask(new QuestionContext(team, agent, await store.ListMemberRunsAsync(agent.RunId)))
            : [];
        return calls.Count == 0
            ? new ChatMessage(ChatRole.Assistant, questions.Answer(decided))
            : new ChatMessage(ChatRole.Assistant, [.. calls.Select(arguments => new FunctionCallContent(
                "", questions.Tool, JsonSerializer.SerializeToElement(arguments, ContractJson.Compact)
                    .Deserialize<Dictionary<string, object?>>()))]);
    }

    /// <summary>
    /// Why the agent may not be asked: a bound on tokens is used up. Counts every member run, whoever ran it and when.
    /// </summary>
    public async Task<CallFailure?> OverBudgetAsync(ModelCallInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Budgets is not { Count: > 0 } budgets) return null;
        var memberRuns = await store.ListMemberRunsAsync(input.Agent.RunId);
        foreach (var budget in budgets)
        {
            var used = memberRuns.Where(other => RunIds.IsWithin(other.MemberRunId, budget.Of))
                .Sum(other => other.Usage.InputTokens + other.Usage.OutputTokens);
            if (used >= budget.MaxTokens)
            {
                return new CallFailure(
                    FormattableString.Invariant(
                        $"may not be asked again: {used} of {budget.MaxTokens} tokens are used (limits.maxTokens)"),
                        Transient: false,
                        Code: "maxTokens");
            }
        }

        return null;
    }
}
