using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Testing.Models;

/// <summary>What a model answers. Each answer costs ten tokens in and five out.</summary>
public static class Reply
{
    /// <summary>Thrown by a model call that fails and is not tried again.</summary>
    public static ModelException OutOfOrder() => new("out of order", transient: false);

    /// <summary>A model call that fails and is not tried again.</summary>
    public static ScriptStep Failure { get; } = From(_ => throw OutOfOrder());

    public static ChatResponse Text(string text) => Of(new TextContent(text));

    /// <summary>Words that are made of what was asked.</summary>
    public static ScriptStep Text(Func<ChatAsk, string> text) => From(ask => Text(text(ask)));

    /// <summary>An answer that is made of what was asked.</summary>
    public static ScriptStep From(Func<ChatAsk, ChatResponse> answer) => new(answer);

    public static ChatResponse Calls(params FunctionCallContent[] calls) => Of([.. calls]);

    /// <summary>Words and calls in one turn.</summary>
    public static ChatResponse TextAndCalls(string text, params FunctionCallContent[] calls) =>
        Of([new TextContent(text), .. calls]);

    private static ChatResponse Of(params AIContent[] contents) =>
        new(new ChatMessage(
            ChatRole.Assistant, contents)) { Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 } };
}
