using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace DurableTeams.Functions.Tests;

/// <summary>Counts the requests that reach the storage, each of them a storage transaction, retries too.</summary>
internal sealed class RequestCounter : HttpPipelineSynchronousPolicy
{
    private readonly ConcurrentQueue<string> _seen = new();

    public IReadOnlyList<string> Seen => [.. _seen];

    public override void OnSendingRequest(HttpMessage message)
    {
        var path = message.Request.Uri.ToUri().AbsolutePath;
        var what = path.EndsWith("$batch", StringComparison.Ordinal)
            ? "transaction"
            : path.Contains("PartitionKey=", StringComparison.Ordinal) ? "row" : "query";
        _seen.Enqueue($"{message.Request.Method} {what}");
    }

    public void Clear() => _seen.Clear();
}
