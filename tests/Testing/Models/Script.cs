using System.Collections.Concurrent;
using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Testing.Models;

/// <summary>
/// Each agent's answers, in the order in which it is asked. An agent that is asked more often than it has answers fails for
/// good: a test that counts too few calls is told.
/// </summary>
public sealed class Script
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<ChatAsk, Task<ChatResponse>>>> _answers = new(
        StringComparer.Ordinal);

    private Script()
    {
    }

    /// <summary>Has a model answer by a script.</summary>
    public static Script For(TestChat chat)
    {
        var script = new Script();
        chat.Answer = script.AnswerAsync;
        return script;
    }

    /// <summary>What an agent answers, turn by turn.</summary>
    public Script With(string agent, params ScriptStep[] answers)
    {
        foreach (var answer in answers) Add(agent, ask => Task.FromResult(answer.Answer(ask)));
        return this;
    }

    /// <summary>An answer that comes when the test lets it.</summary>
    public Script WithWaiting(string agent, Func<ChatAsk, Task<ChatResponse>> answer)
    {
        Add(agent, answer);
        return this;
    }

    private void Add(string agent, Func<ChatAsk, Task<ChatResponse>> answer) =>
        _answers.GetOrAdd(agent, _ => new()).Enqueue(answer);

    private async Task<ChatResponse> AnswerAsync(ChatAsk ask) =>
        _answers.TryGetValue(ask.Agent, out var left) && left.TryDequeue(out var answer)
            ? await answer(ask)
            : throw new ModelException($"The test has no more answers for '{ask.Agent}'.", transient: false);
}

/// <summary>One answer of a script: a fixed one, or one made of what was asked.</summary>
public sealed record ScriptStep(Func<ChatAsk, ChatResponse> Answer)
{
    public static implicit operator ScriptStep(ChatResponse answer) => new(_ => answer);

    public static implicit operator ScriptStep(Func<ChatAsk, ChatResponse> answer) => new(answer);
}
