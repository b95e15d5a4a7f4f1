using System.Diagnostics;

namespace DurableTeams.Worker.Running;

/// <summary>Leases work, and has so many pieces of it done at a time as the options say.</summary>
internal sealed class WorkLoop(
    string queue, Func<RemoteWork, CancellationToken, Task<WorkResult>> handler, RemoteMemberOptions options)
{
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var client = new WorkClient(options);
        using var slots = new SemaphoreSlim(options.Parallel);
        using var abort = new CancellationTokenSource();
        HashSet<Task> running = [];
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await slots.WaitAsync(stopping);
                if (await LeaseAsync(client, stopping) is not { } lease)
                {
                    slots.Release();
                    continue;
                }

                running.RemoveWhere(task => task.IsCompleted);
                var run = new WorkRun(client, lease, handler, options);
                running.Add(RunOneAsync(run, slots, abort.Token));
                if (options.Once) break;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to stop while there was nothing to do.
        }
        finally
        {
            await EndAsync(Task.WhenAll(running), abort, stopping);
        }
    }

    private async Task<WorkLease?> LeaseAsync(WorkClient client, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        var lease = await client.LeaseAsync(queue, options.Worker, LongPoll, options.OwnSpans, stopping);
        // A host that does not wait is not asked in a circle.
        if (lease is null && clock.Elapsed < ShortestPoll) await Task.Delay(ShortestPoll, stopping);
        return lease;
    }

    private static async Task RunOneAsync(WorkRun run, SemaphoreSlim slots, CancellationToken abort)
    {
        try
        {
            // A handler that does not await holds up nobody else.
            await Task.Run(() => run.RunAsync(abort), CancellationToken.None);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Waits for what is being done: until the worker is asked to stop, and then for the grace time.</summary>
    private async Task EndAsync(Task all, CancellationTokenSource abort, CancellationToken stopping)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stopping.Register(stopped.SetResult)) await Task.WhenAny(all, stopped.Task);
        if (await EndsAsync(all)) return;
        await abort.CancelAsync();
        if (!await EndsAsync(all)) options.Log?.Invoke("a handler does not heed its token; its work is left to another worker");
    }

    private async Task<bool> EndsAsync(Task all)
    {
        await Task.WhenAny(all, Task.Delay(options.Grace, CancellationToken.None));
        return all.IsCompleted;
    }
}
