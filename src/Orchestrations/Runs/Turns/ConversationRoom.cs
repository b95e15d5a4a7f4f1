namespace DurableTeams.Runs.Turns;

/// <summary>
/// Memory for the long conversations that are open at the same time. A conversation that does not fit beside the others waits
/// until one of them is answered, in order of arrival. Short conversations, nearly all, never wait.
/// </summary>
/// <param name="capacity">Bytes of conversation.</param>
internal sealed class ConversationRoom(long capacity)
{
    private const long Short = 64 * 1024;
    private const long Least = 16 * 1024 * 1024, Most = 64 * 1024 * 1024;
    private const int Share = 16;

    private readonly Lock _gate = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Entered)> _waiting = new();
    private long _taken;

    /// <summary>
    /// A sixteenth of the memory that the process may use, 16 to 64 MiB: in memory a conversation takes several times its size.
    /// </summary>
    public ConversationRoom() : this(Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Share, Least, Most))
    {
    }

    /// <summary>Bytes that are taken.</summary>
    public long Taken
    {
        get
        {
            lock (_gate) return _taken;
        }
    }

    /// <summary>
    /// Returns once there is room; disposing the result frees the room. A conversation that is larger than all the room gets
    /// all of it.
    /// </summary>
    public async Task<IDisposable?> EnterAsync(long bytes)
    {
        if (bytes < Short) return null;
        bytes = Math.Min(bytes, capacity);
        TaskCompletionSource? entered = null;
        lock (_gate)
        {
            if (_waiting.Count > 0 || _taken + bytes > capacity)
                _waiting.Enqueue((bytes, entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
                else _taken += bytes;
        }

        if (entered is not null) await entered.Task.ConfigureAwait(false);
        return new Place(this, bytes);
    }

    private void Leave(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
            while (_waiting.TryPeek(out var next) && _taken + next.Bytes <= capacity)
            {
                _waiting.Dequeue();
                _taken += next.Bytes;
                next.Entered.SetResult();
            }
        }
    }

    private sealed class Place(ConversationRoom room, long bytes) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) room.Leave(bytes);
        }
    }
}
