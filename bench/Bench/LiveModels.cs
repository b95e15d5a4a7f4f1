using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using DurableTeams.Definitions;
using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Bench;

/// <summary>Models that all begin at one word, and then say a time stamp now and then.</summary>
internal sealed class LiveModels(int chunks, TimeSpan between) : IChatClients, IChatClient
{
    /// <summary>How many the host asks at a time.</summary>
    public const int MostAtOnce = 256;

    private readonly TaskCompletionSource _speak = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public void Speak() => _speak.SetResult();

    public IChatClient Get(ModelDefinition model) => this;

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _asked);
        await _speak.Task;
        // Not all in the same millisecond.
        await Task.Delay(Random.Shared.Next((int)between.TotalMilliseconds), cancellationToken);
        for (var i = 0; i < chunks; i++)
        {
            yield return new ChatResponseUpdate(
                ChatRole.Assistant, Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture) + " ");
            await Task.Delay(between, cancellationToken);
        }
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
