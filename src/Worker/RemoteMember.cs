using DurableTeams.Worker.Running;

namespace DurableTeams.Worker;

/// <summary>
/// Does the work of remote members of a queue. It leases a piece of work, calls the handler with it, and completes the work with
/// what the handler returns. Meanwhile heartbeats hold the lease. A host that is away is waited for: nothing is given up.
/// </summary>
/// <example><code>
/// await RemoteMember.RunAsync("coders", async (work, cancellationToken) =&gt; await WriteCodeAsync(work.Task,
/// cancellationToken));
/// </code></example>
public static class RemoteMember
{
    /// <summary>Works until the token is cancelled, or once (<see cref="RemoteMemberOptions.Once"/>).</summary>
    /// <param name="queue">The queue, as team files name it: <c>[a-z0-9-]{1,64}</c>.</param>
    /// <param name="handler">
    /// Does one piece of work. Its token is cancelled when the run is cancelled, when the lease was lost, or when the worker
    /// stops and <see cref="RemoteMemberOptions.Grace"/> is over. An exception fails the member run with the code
    /// <c>workFailed</c> and the exception's message.
    /// </param>
    /// <param name="options">How; null takes the defaults.</param>
    /// <param name="cancellationToken">
    /// Asks the worker to stop: it leases nothing more, and returns when what it has is done. That is no exception.
    /// </param>
    /// <exception cref="ArgumentException">The queue or an option is not as it must be.</exception>
    /// <exception cref="WorkRefusedException">The host refuses to lease: the key is wrong, or the address is not a
    /// host's.</exception>
    public static Task RunAsync(
        string queue, Func<RemoteWork, CancellationToken, Task<WorkResult>> handler, RemoteMemberOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        options ??= new();
        if (!IsQueue(queue))
            throw new ArgumentException($"'{queue}' is no queue: 1 to 64 characters of a-z, 0-9 and '-'.", nameof(queue));
        if (options.Parallel is < 1 or > RemoteMemberOptions.MaxParallel)
            throw new ArgumentException($"Parallel must be 1 to {RemoteMemberOptions.MaxParallel}.", nameof(options));
        if (options.Worker is not { Length: > 0 and <= 200 })
            throw new ArgumentException("Worker must be 1 to 200 characters.", nameof(options));
        if (options.Grace < TimeSpan.Zero) throw new ArgumentException("Grace must not be negative.", nameof(options));
        return new WorkLoop(queue, handler, options).RunAsync(cancellationToken);
    }

    /// <summary>The same with a handler that returns the output, a text.</summary>
    public static Task RunAsync(
        string queue, Func<RemoteWork, CancellationToken, Task<string>> handler, RemoteMemberOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunAsync(queue, async (work, stop) => WorkResult.Done(await handler(work, stop)), options, cancellationToken);
    }

    /// <summary>Whether a text can name a queue.</summary>
    public static bool IsQueue(string? queue) => queue is { Length: > 0 and <= 64 }
        && queue.All(letter => letter is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');
}
