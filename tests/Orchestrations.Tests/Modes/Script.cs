using System.Collections.Concurrent;
using DurableTeams.Models;
using DurableTeams.Orchestrations.Tests.Runs;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Modes;

/// <summary>
/// Each agent's answers, in the order in which it is asked. An agent that is asked more often than it has answers fails for
/// good: a test that counts too few calls is told.
/// </summary>
internal sealed class Script
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<ChatAsk, Task<ChatResponse>>>> _answers = new(StringComparer.Ordinal);

    private Script()
    {
    }

    /// <summary>A model call that fails and is not tried again.</summary>
    public static Func<ChatAsk, ChatResponse> Fails { get; } = _ => throw new ModelException("out of order", transient: false);

    /// <summary>Gives the harness's models a script.</summary>
    public static Script For(RunHarness harness)
    {
        var script = new Script();
        harness.Chat.Answer = script.AnswerAsync;
        return script;
    }

    public static Func<ChatAsk, ChatResponse> Says(string text) => _ => TestChat.Text(text);

    public static Func<ChatAsk, ChatResponse> Says(Func<ChatAsk, string> text) => ask => TestChat.Text(text(ask));

    public static Func<ChatAsk, ChatResponse> Makes(params FunctionCallContent[] calls) => _ => TestChat.Calls(calls);

    /// <summary>Words and calls in one turn.</summary>
    public static Func<ChatAsk, ChatResponse> SaysAndMakes(string text, params FunctionCallContent[] calls) => _ =>
    {
        var response = TestChat.Calls(calls);
        response.Messages[0].Contents.Insert(0, new TextContent(text));
        return response;
    };

    public Script With(string agent, params Func<ChatAsk, ChatResponse>[] answers)
    {
        foreach (var answer in answers) Add(agent, ask => Task.FromResult(answer(ask)));
        return this;
    }

    /// <summary>An answer that comes when the test lets it.</summary>
    public Script WithWaiting(string agent, Func<ChatAsk, Task<ChatResponse>> answer)
    {
        Add(agent, answer);
        return this;
    }

    private void Add(string agent, Func<ChatAsk, Task<ChatResponse>> answer) => _answers.GetOrAdd(agent, _ => new()).Enqueue(answer);

    private async Task<ChatResponse> AnswerAsync(ChatAsk ask) =>
        _answers.TryGetValue(ask.Agent, out var left) && left.TryDequeue(out var answer)
            ? await answer(ask)
            : throw new ModelException($"The test has no more answers for '{ask.Agent}'.", transient: false);
}
