using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Hooks;
using DurableTeams.Json;
using DurableTeams.Json.Schemas;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using DurableTeams.Tools.BuiltIn;

namespace DurableTeams.Runs.Hooks;

/// <summary>Asks hooks before and after tool calls.</summary>
internal sealed class ToolCallHooks(HookSet hooks, IRunStore store)
{
    /// <summary>Whether anybody is to be asked.</summary>
    public bool Any => hooks.Has<IToolCallHook>();

    /// <summary>
    /// Asks about the calls of a new turn that would reach a tool: those that the turn's reader would not refuse. The answer
    /// that counts has the arguments that hooks put in place of the model's.
    /// </summary>
    /// <param name="team">The team.</param>
    /// <param name="agent">The member run.</param>
    /// <param name="answer">The answer, its calls numbered.</param>
    /// <param name="offered">The tools that the agent was offered.</param>
    internal async Task<JudgedTurn> JudgeAsync(
        TeamDefinition team, AgentRef agent, MessageRecord answer, IReadOnlyList<ToolDescription> offered)
    {
        if (!Any || answer.Calls is not { Count: > 0 } calls)
            return new JudgedTurn(answer, null, []);
        var builtIn = BuiltInTools.For(team, agent);
        var judged = new Dictionary<int, HookedCall>();
        var changed = calls.ToList();
        List<RunEventDraft> events = [];
        for (var index = 0; index < calls.Count; index++)
        {
            var call = calls[index];
            if (builtIn.Any(own => own.Name == call.Name) || offered.FirstOrDefault(own => own.Name == call.Name) is not { } tool
                || call.Arguments.ValueKind != JsonValueKind.Object || !Fits(tool, call.Arguments)) continue;
            var place = new CallReference(agent.MemberRunId, answer.Turn, index);
            var verdict = await BeforeAsync(agent, place, call, tool, IdempotencyKeys.Of(place, call));
            (judged[index], changed[index]) = (verdict.Hooked, call with { Arguments = verdict.Arguments });
            events.AddRange(HookEvents.OfCall(agent, place, call, verdict.Notes));
        }

        return new JudgedTurn(answer with { Calls = changed }, judged, events);
    }

    /// <summary>Asks about one call before it is made.</summary>
    internal async Task<JudgedCall> BeforeAsync(
        AgentRef agent, CallReference place, StoredCall call, ToolDescription tool, string key, int attempt = 1)
    {
        var context = await ContextAsync(agent, call, tool, key, attempt);
        List<HookNote> notes = [];
        await foreach (var (hook, verdict, failure) in hooks.AskAsync<IToolCallHook, ToolCallVerdict>(
            (each, cancellationToken) => each.BeforeAsync(context, cancellationToken)))
        {
            if (verdict is null) Note(HookWords.Failed, failure);
            else if (verdict.Arguments is { } arguments)
            {
                var problem = Problem(tool, arguments);
                if (problem is null) context = context with { Arguments = CallArguments.Normalize(arguments) };
                Note(problem is null ? HookWords.Replaced : HookWords.Blocked, problem);
            }
            else if (verdict.Reason is { } reason) Note(verdict.Asks ? HookWords.Asked : HookWords.Blocked, reason);

            if (notes is [.., { Ends: true }]) break;

            void Note(string did, string? why) => notes.Add(new HookNote(
                hook, HookWords.ToolCall, HookWords.Before, did, why is null ? null : HookSet.Cut(why)));
        }

        var decides = notes.Find(note => note.Ends) ?? notes.Find(note => note.Did == HookWords.Asked) ?? notes.LastOrDefault();
        return new JudgedCall(
            context.Arguments, decides is null ? new HookedCall() : new HookedCall(decides.Did, decides.Hook, decides.Reason),
            notes);
    }

    /// <summary>Asks about a result before it is recorded.</summary>
    internal async Task<(ToolOutcome Outcome, IReadOnlyList<HookNote> Notes)> AfterAsync(
        ToolCallContext context, ToolOutcome outcome)
    {
        if (!Any) return (outcome, []);
        List<HookNote> notes = [];
        await foreach (var (hook, verdict, failure) in hooks.AskAsync<IToolCallHook, ToolAnswerVerdict>(
            (each, cancellationToken) => each.AfterAsync(
                context, new ToolCallAnswer(outcome.Text, outcome.Succeeded), cancellationToken)))
        {
            if ((failure ?? verdict!.Reason) is { } reason)
            {
                var note = new HookNote(
                    hook, HookWords.ToolCall, HookWords.After, verdict is null ? HookWords.Failed : HookWords.Blocked,
                    HookSet.Cut(reason));
                notes.Add(note);
                return (new ToolOutcome(
                    $"The call was made, and its result is kept back by the hook {hook}: {note.Reason}",
                    Succeeded: false), notes);
            }

            if (verdict!.Text is not { } text) continue;
            outcome = ToolResults.Fit(outcome with { Text = text });
            notes.Add(new HookNote(hook, HookWords.ToolCall, HookWords.After, HookWords.Replaced));
        }

        return (outcome, notes);
    }

    /// <summary>What functions and hooks are told of a call.</summary>
    internal async Task<ToolCallContext> ContextAsync(
        AgentRef agent, StoredCall call, ToolDescription tool, string key, int attempt) => new()
    {
        Tool = call.Name,
        Arguments = call.Arguments,
        CallId = call.CallId,
        IdempotencyKey = key,
        Attempt = attempt,
        RunId = agent.RunId,
        MemberRunId = agent.MemberRunId,
        TeamId = agent.TeamId,
        MemberId = agent.MemberId!,
        SessionId = agent.SessionId,
        UserId = !Any && !tool.IsCode ? null : (await store.Recent.FindRunAsync(agent.RunId))?.UserId,
    };

    // What a person is still to fill in need not fit; the reader of the turn knows what that is.
    private static bool Fits(ToolDescription tool, JsonElement arguments) =>
        tool.Approval == ApprovalKind.UserInput || JsonSchemaCheck.Validate(tool.Parameters, arguments).Count == 0;

    private static string? Problem(ToolDescription tool, JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Object) return "it replaced the arguments with something that is no JSON object";
        if (CallArguments.IsTooDeep(arguments)) return "it replaced the arguments with ones that are nested too deep";
        return Fits(tool, arguments)
            ? null
            : "it replaced the arguments with ones that do not fit the tool: "
                + string.Join("; ", JsonSchemaCheck.Validate(tool.Parameters, arguments));
    }
}

/// <summary>What hooks said of a call.</summary>
/// <param name="Arguments">The arguments that would be sent.</param>
/// <param name="Hooked">What decides.</param>
/// <param name="Notes">Everything that hooks did.</param>
internal sealed record JudgedCall(JsonElement Arguments, HookedCall Hooked, IReadOnlyList<HookNote> Notes);

/// <summary>What hooks said of the calls of a turn.</summary>
/// <param name="Answer">The answer that counts.</param>
/// <param name="Calls">What hooks said, by the call's index; null where no hook was asked.</param>
/// <param name="Events">The events of it.</param>
internal sealed record JudgedTurn(
    MessageRecord Answer, IReadOnlyDictionary<int, HookedCall>? Calls, IReadOnlyList<RunEventDraft> Events);
