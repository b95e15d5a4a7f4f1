using System.Text;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>
/// Redacts an answer that comes in parts: what may be the beginning of a secret waits for what follows. The words, the thoughts
/// and each call are texts of their own.
/// </summary>
internal sealed class SecretStream(Redaction secrets)
{
    private readonly Dictionary<(Type Kind, int Index), StringBuilder> _waiting = [];

    /// <summary>The update without secrets.</summary>
    public ChatResponseUpdate Clean(ChatResponseUpdate update)
    {
        // The last one: what waits is over.
        if (update.RawRepresentation is ChatResponse whole) Clean(whole);
        var last = update.RawRepresentation is ChatResponse || update.FinishReason is not null;
        for (var i = 0; i < update.Contents.Count; i++) update.Contents[i] = Clean(update.Contents[i]);
        if (last) update.Contents = [.. Rest(), .. update.Contents];
        return update;
    }

    /// <summary>What waits still, at the end of the answer.</summary>
    public IReadOnlyList<AIContent> Rest()
    {
        List<AIContent> rest = [];
        foreach (var ((kind, index), waiting) in _waiting.Where(waiting => waiting.Value.Length > 0))
        {
            rest.Add(Content(kind, index, secrets.Remove(waiting.ToString())));
            waiting.Clear();
        }

        return rest;
    }

    /// <summary>Takes the secrets out of an answer.</summary>
    public void Clean(ChatResponse response)
    {
        foreach (var content in response.Messages.SelectMany(message => message.Contents).OfType<TextContent>())
            content.Text = secrets.Remove(content.Text);
    }

    private AIContent Clean(AIContent content) => content switch
    {
        TextContent text => new TextContent(Next(typeof(TextContent), 0, text.Text)),
        TextReasoningContent thought => new TextReasoningContent(Next(typeof(TextReasoningContent), 0, thought.Text))
        {
            ProtectedData = thought.ProtectedData,
            RawRepresentation = thought.RawRepresentation,
            AdditionalProperties = thought.AdditionalProperties,
        },
        ToolCallPart part => new ToolCallPart(
            part.Index, part.CallId, part.Name, Next(typeof(ToolCallPart), part.Index, part.Arguments)),
        _ => content,
    };

    private string Next(Type kind, int index, string more)
    {
        if (!_waiting.TryGetValue((kind, index), out var waiting)) _waiting[(kind, index)] = waiting = new StringBuilder();
        var text = waiting.Append(more).ToString();
        var settled = secrets.Settled(text);
        waiting.Remove(0, settled);
        return secrets.Remove(text[..settled]);
    }

    private static AIContent Content(Type kind, int index, string text) =>
        kind == typeof(TextContent) ? new TextContent(text)
        : kind == typeof(ToolCallPart) ? new ToolCallPart(index, null, null, text)
        : new TextReasoningContent(text);
}
