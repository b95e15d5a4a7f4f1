using System.Text.Json;

namespace DurableTeams.Worker.Running;

/// <summary>One piece of work, from its lease to its completion.</summary>
internal sealed class WorkRun(
    WorkClient client, WorkLease lease, Func<RemoteWork, CancellationToken, Task<WorkResult>> handler,
    RemoteMemberOptions options)
{
    private static readonly TimeSpan ShortestBeat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBeat = TimeSpan.FromMinutes(5);

    /// <summary>Does not throw.</summary>
    public async Task RunAsync(CancellationToken abort)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(abort);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(abort);
        RemoteWork work = null!;
        work = new RemoteWork(client, lease, options.OwnSpans, code => Lose(work, code, stop), stop.Token);
        var beating = BeatAsync(work, stop, done.Token);
        try
        {
            if (await HandleAsync(work, stop.Token) is { } result) await CompleteAsync(work, result, abort);
        }
        finally
        {
            await done.CancelAsync();
            await beating;
        }
    }

    /// <summary>What the handler made of the work; null where it heeded its token.</summary>
    private async Task<WorkResult?> HandleAsync(RemoteWork work, CancellationToken stop)
    {
        try
        {
            return await handler(work, stop) ?? WorkResult.Failed("The handler returned nothing.", "workFailed");
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            Log(work.LostBy is { } why ? $"stopped: {why}" : "stopped; its lease runs out, and another worker takes it");
            return null;
        }
        // Whatever the handler's code throws is why the work failed.
        catch (Exception failure)
        {
            var message = string.IsNullOrWhiteSpace(failure.Message) ? failure.GetType().Name : failure.Message;
            return WorkResult.Failed(message, "workFailed");
        }
    }

    private async Task CompleteAsync(RemoteWork work, WorkResult result, CancellationToken abort)
    {
        // A result that comes when the worker must end is still told, if the host takes it soon.
        using var limit = new CancellationTokenSource();
        await using var ending = abort.Register(() => limit.CancelAfter(options.Grace));
        try
        {
            await client.CompleteAsync(work.WorkId, lease.Token, result, limit.Token);
        }
        catch (WorkRefusedException refused) when (refused is { IsLoss: false, Status: 400 or 413 or 422 }
            && result.Error is null)
        {
            Log($"the host does not take the output: {refused.Message}");
            await CompleteAsync(
                work, WorkResult.Failed(refused.Message, refused.Code.Length > 0 ? refused.Code : "invalidOutput"), abort);
        }
        catch (Exception unfit) when (unfit is NotSupportedException or JsonException && result.Error is null)
        {
            await CompleteAsync(
                work, WorkResult.Failed($"The output cannot become JSON: {unfit.Message}", "invalidOutput"), abort);
        }
        catch (WorkRefusedException refused)
        {
            Log($"its completion was refused: {refused.Message}");
        }
        catch (OperationCanceledException)
        {
            Log("its completion could not be told in time; its lease runs out, and another worker takes it");
        }
    }

    /// <summary>Tells the host at every third of the lease that the work goes on.</summary>
    private async Task BeatAsync(RemoteWork work, CancellationTokenSource stop, CancellationToken done)
    {
        var length = lease.Length;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(BeatOf(length), done);
                length = await BeatOnceAsync(work, stop, done) ?? length;
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The work is done.
        }
    }

    private async Task<TimeSpan?> BeatOnceAsync(RemoteWork work, CancellationTokenSource stop, CancellationToken done)
    {
        try
        {
            var pulse = await client.HeartbeatAsync(work.WorkId, lease.Token, done);
            if (pulse.Cancelled) Lose(work, "cancelled", stop);
            return pulse.Length;
        }
        catch (WorkRefusedException refused)
        {
            if (refused.IsLoss) Lose(work, refused.Code, stop);
            else Log($"the host refuses a heartbeat: {refused.Message}");
            return null;
        }
    }

    private static TimeSpan BeatOf(TimeSpan length)
    {
        var third = length / 3;
        return third < ShortestBeat ? ShortestBeat : third > LongestBeat ? LongestBeat : third;
    }

    private static void Lose(RemoteWork work, string code, CancellationTokenSource stop)
    {
        work.LostBy ??= code;
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work ended meanwhile.
        }
    }

    private void Log(string what) => options.Log?.Invoke($"{lease.WorkId}: {what}");
}
