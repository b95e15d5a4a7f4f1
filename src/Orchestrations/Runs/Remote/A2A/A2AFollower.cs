using DurableTeams.Live;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>Follows the events of an agent's task for a while, and tells its words to whoever follows the run.</summary>
internal sealed class A2AFollower(LiveRuns live, TimeProvider time)
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns when the task should be looked at, when the stream has ended, when the slice is over, or when nobody wants the
    /// task any more.
    /// </summary>
    public async Task<A2AFollowed> FollowAsync(A2AExchange exchange, Func<Task<bool>> isWanted)
    {
        using var over = new CancellationTokenSource(Slice, time);
        using var words = new A2AWords(live, exchange);
        var watch = WatchAsync(isWanted, over);
        try
        {
            await foreach (var happened in exchange.Client.SubscribeAsync(exchange.State.TaskId!, over.Token))
            {
                words.Hear(happened);
                if (A2AStatus.IsRest((happened.StatusUpdate?.Status ?? happened.Task?.Status)?.State)) break;
            }

            return new A2AFollowed(IsOver: false, words.Begun);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return new A2AFollowed(IsOver: true, words.Begun);
        }
        catch (Exception exception) when (exception is A2AException or IOException or HttpRequestException)
        {
            // The next look at the task says more.
            return new A2AFollowed(IsOver: false, words.Begun);
        }
        finally
        {
            await over.CancelAsync();
            await watch;
        }
    }

    private async Task WatchAsync(Func<Task<bool>> isWanted, CancellationTokenSource over)
    {
        try
        {
            using var timer = new PeriodicTimer(Look, time);
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                if (!await isWanted()) await over.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The stream has ended.
        }
    }
}

/// <summary>What became of following a task.</summary>
/// <param name="IsOver">Whether it was followed as long as one look may take, or nobody wants it any more.</param>
/// <param name="Begun">How often its words have begun.</param>
internal sealed record A2AFollowed(bool IsOver, int Begun);
