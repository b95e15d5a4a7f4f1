using System.Collections.Concurrent;
using DurableTeams.Hooks;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Hooks;

/// <summary>A hook that says what a test wants, and remembers what it was asked.</summary>
internal sealed class TestHook : IModelCallHook, IToolCallHook, IRunHook
{
    private readonly ConcurrentQueue<string> _asked = new();

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public Func<ModelCallContext, ModelCallVerdict> BeforeModel { get; set; } = _ => ModelCallVerdict.Pass;

    public Func<ChatResponse, ModelAnswerVerdict> AfterModel { get; set; } = _ => ModelAnswerVerdict.Pass;

    public Func<ToolCallContext, ToolCallVerdict> BeforeTool { get; set; } = _ => ToolCallVerdict.Pass;

    public Func<ToolCallAnswer, ToolAnswerVerdict> AfterTool { get; set; } = _ => ToolAnswerVerdict.Pass;

    public Func<RunContext, RunVerdict> BeforeRun { get; set; } = _ => RunVerdict.Pass;

    public Action<RunEnd> AfterRun { get; set; } = _ => { };

    /// <summary>What it was asked about tool calls.</summary>
    public IReadOnlyList<string> OfTools => [.. _asked.Where(asked => asked.Contains(" pay ", StringComparison.Ordinal))];

    ValueTask<ModelCallVerdict> IModelCallHook.BeforeAsync(ModelCallContext call, CancellationToken cancellationToken) =>
        Say($"before {call.MemberId ?? "leader"} {call.Turn}", () => BeforeModel(call));

    ValueTask<ModelAnswerVerdict> IModelCallHook.AfterAsync(
        ModelCallContext call, ChatResponse response, CancellationToken cancellationToken) =>
        Say($"after {call.MemberId ?? "leader"} {call.Turn}", () => AfterModel(response));

    ValueTask<ToolCallVerdict> IToolCallHook.BeforeAsync(ToolCallContext call, CancellationToken cancellationToken) =>
        Say($"before {call.Tool} {call.Arguments}", () => BeforeTool(call));

    ValueTask<ToolAnswerVerdict> IToolCallHook.AfterAsync(
        ToolCallContext call, ToolCallAnswer result, CancellationToken cancellationToken) =>
        Say($"after {call.Tool} {result.Text}", () => AfterTool(result));

    ValueTask<RunVerdict> IRunHook.BeforeAsync(RunContext run, CancellationToken cancellationToken) =>
        Say($"before run {run.Input}", () => BeforeRun(run));

    ValueTask IRunHook.AfterAsync(RunContext run, RunEnd end, CancellationToken cancellationToken)
    {
        _asked.Enqueue($"after run {end.Status} {end.Output}");
        AfterRun(end);
        return ValueTask.CompletedTask;
    }

    private ValueTask<T> Say<T>(string asked, Func<T> answer)
    {
        _asked.Enqueue(asked);
        return ValueTask.FromResult(answer());
    }
}
