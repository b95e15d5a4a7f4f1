using Microsoft.Extensions.AI;

namespace DurableTeams.Testing;

/// <summary>What a model was asked.</summary>
/// <param name="Agent">Who asks: a member's id, or <c>leader</c>; empty where the caller is no team.</param>
/// <param name="Turn">Which turn of that agent is asked for, from 1.</param>
/// <param name="Messages">The conversation, with the system message first.</param>
/// <param name="Options">The options of the call: tools, response format, temperature.</param>
public sealed record ModelRequest(string Agent, int Turn, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)
{
    /// <summary>The names of the tools that the model may call.</summary>
    public IReadOnlyList<string> Tools => [.. (Options?.Tools ?? []).Select(tool => tool.Name)];

    /// <summary>The system message; empty where there is none.</summary>
    public string System => string.Join('\n', Messages.Where(message => message.Role == ChatRole.System)
        .Select(message => message.Text).Prepend(Options?.Instructions).Where(text => !string.IsNullOrEmpty(text)));

    /// <summary>The newest text: of the user, or what the tools of the turn before answered, a line each.</summary>
    public string Last
    {
        get
        {
            if (Messages.Count == 0 || Messages[^1].Role != ChatRole.Tool) return Messages.Count == 0 ? "" : Messages[^1].Text;
            var results = Messages.Reverse().TakeWhile(message => message.Role == ChatRole.Tool).Reverse()
                .SelectMany(message => message.Contents.OfType<FunctionResultContent>());
            return string.Join('\n', results.Select(result => result.Result?.ToString()));
        }
    }
}
