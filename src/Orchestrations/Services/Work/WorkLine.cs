using DurableTeams.Errors;

namespace DurableTeams.Services.Work;

/// <summary>
/// Those in this process who wait for work. In each queue one of them watches the store and the others stand in line, so that
/// many waiting workers cost no more than one. Nobody holds a thread.
/// </summary>
public sealed class WorkLine
{
    /// <summary>How many may wait in one process, for all queues together.</summary>
    public const int MaxWaiting = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (SemaphoreSlim Turn, int Waiting)> _lines = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _waiting;
        }
    }

    /// <summary>Does something when the caller's turn has come; the default where it does not come in time.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="wait">How long to wait for the turn.</param>
    /// <param name="turn">What to do.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ApiException">429: too many wait.</exception>
    public async Task<T?> StandAsync<T>(string queue, TimeSpan wait, Func<Task<T?>> turn, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(turn);
        var line = Join(queue);
        try
        {
            if (!await line.WaitAsync(wait, cancellationToken)) return null;
            try
            {
                return await turn();
            }
            finally
            {
                line.Release();
            }
        }
        finally
        {
            Leave(queue);
        }
    }

    private SemaphoreSlim Join(string queue)
    {
        lock (_gate)
        {
            if (_waiting >= MaxWaiting)
            {
                throw WorkErrors.TooMany(
                    "tooManyWaiters",
                    $"{MaxWaiting} callers wait for work at this host already; try again later, or without wait.");
            }

            _waiting++;
            var (turn, waiting) = _lines.GetValueOrDefault(queue, (new SemaphoreSlim(1, 1), 0));
            _lines[queue] = (turn, waiting + 1);
            return turn;
        }
    }

    private void Leave(string queue)
    {
        lock (_gate)
        {
            _waiting--;
            var (turn, waiting) = _lines[queue];
            if (waiting > 1)
            {
                _lines[queue] = (turn, waiting - 1);
                return;
            }

            _lines.Remove(queue);
            turn.Dispose();
        }
    }
}
