using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>Two tools that keep what they were called with: <c>send</c>, which a person must allow, and <c>note</c>.</summary>
internal sealed class Outbox
{
    private readonly ConcurrentQueue<string> _sent = new();

    public IReadOnlyList<string> Sent => [.. _sent];

    public AIFunction Send => new ApprovalRequiredAIFunction(Tool("send"));

    public AIFunction Note => Tool("note");

    private AIFunction Tool(string name) => AIFunctionFactory.Create(
        (string text) =>
        {
            _sent.Enqueue(text);
            return $"{name} {text}";
        },
        name,
        $"Does {name}");
}
