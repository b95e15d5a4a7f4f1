using System.Collections.Concurrent;

namespace DurableTeams.Conformance.Tests;

/// <summary>Counts calls by key, and lets a test wait for them.</summary>
internal sealed class Calls
{
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];

    public IReadOnlyList<string> All => [.. _calls];

    public int Count => _calls.Count;

    public int CountOf(string key) => _calls.Count(call => call == key);

    /// <summary>Notes a call; returns which one of its key it was, from 1.</summary>
    public int Add(string key)
    {
        lock (_gate)
        {
            _calls.Enqueue(key);
            foreach (var (count, reached) in _waiters)
                if (_calls.Count >= count) reached.TrySetResult();
            return CountOf(key);
        }
    }

    /// <summary>Completes when there were so many calls in all.</summary>
    public Task ReachedAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_calls.Count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }
}
