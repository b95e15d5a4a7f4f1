using DurableTeams.Tools;

namespace DurableTeams.Hooks;

/// <summary>
/// Is asked before and after each tool call of any kind: HTTP, MCP, functions, and calls that somebody makes elsewhere (before
/// alone). Tools of modes, such as delegations, are no tool calls.
/// </summary>
public interface IToolCallHook : IHook
{
    /// <summary>
    /// Before a person is asked about the call, and before it is made. It runs inside the step that records the call, and its
    /// verdict is recorded with the call: it is asked once. Arguments that a person edited or filled in are judged again, right
    /// before each attempt; then they cannot be replaced any more.
    /// </summary>
    /// <param name="call">The call. Its arguments fit the tool's schema.</param>
    /// <param name="cancellationToken">Ends after 30 s.</param>
    ValueTask<ToolCallVerdict> BeforeAsync(ToolCallContext call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ToolCallVerdict.Pass);

    /// <summary>After the tool has answered or failed for good, and before the result is recorded.</summary>
    /// <param name="call">The call as it was made.</param>
    /// <param name="result">The result.</param>
    /// <param name="cancellationToken">Ends after 30 s.</param>
    ValueTask<ToolAnswerVerdict> AfterAsync(ToolCallContext call, ToolCallAnswer result, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ToolAnswerVerdict.Pass);
}

/// <summary>What a tool answered.</summary>
/// <param name="Text">The result, or the error, as the model is told it.</param>
/// <param name="Succeeded">Whether the text is the result.</param>
public sealed record ToolCallAnswer(string Text, bool Succeeded);
