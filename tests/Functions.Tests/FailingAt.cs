using Azure.Core;
using Azure.Core.Pipeline;

namespace DurableTeams.Functions.Tests;

/// <summary>Breaks off at one request: before it is sent, or with its answer lost.</summary>
internal sealed class FailingAt : HttpPipelinePolicy
{
    private int _count;

    /// <summary>Which request, from 1; 0 for none.</summary>
    public int Request { get; set; }

    /// <summary>Whether the request is done and only its answer is lost.</summary>
    public bool Done { get; set; }

    /// <summary>Requests so far.</summary>
    public int Count => Volatile.Read(ref _count);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var fails = Interlocked.Increment(ref _count) == Request;
        if (!fails || Done) await ProcessNextAsync(message, pipeline);
        if (fails) throw new IOException("Broken off.");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();
}
