using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Live;

/// <summary>A model that says what a test has it say, when the test says so.</summary>
internal sealed class Voice
{
    private readonly Channel<AIContent> _parts = Channel.CreateUnbounded<AIContent>();

    public Voice Say(string text) => Write(new TextContent(text));

    public Voice Think(string text) => Write(new TextReasoningContent(text));

    public Voice Write(AIContent part)
    {
        Assert.True(_parts.Writer.TryWrite(part));
        return this;
    }

    /// <summary>The answer is over.</summary>
    public void End() => _parts.Writer.Complete();

    /// <summary>The connection breaks.</summary>
    public void Break() => _parts.Writer.Complete(new IOException("The connection broke."));

    public async IAsyncEnumerable<ChatResponseUpdate> Speak()
    {
        await foreach (var part in _parts.Reader.ReadAllAsync()) yield return new ChatResponseUpdate(ChatRole.Assistant, [part]);
        yield return new ChatResponseUpdate(
            ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 })]);
    }
}
