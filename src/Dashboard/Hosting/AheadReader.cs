namespace DurableTeams.Dashboard.Hosting;

/// <summary>
/// Reads a sequence, and can wait for its next item and for something else at once. It ends well while it waits, which a sequence
/// alone does not.
/// </summary>
internal sealed class AheadReader<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended;
    private readonly IAsyncEnumerator<T> _items;
    private Task<bool> _next;

    public AheadReader(Func<CancellationToken, IAsyncEnumerable<T>> items, CancellationToken cancellationToken)
    {
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _items = items(_ended.Token).GetAsyncEnumerator(_ended.Token);
        _next = _items.MoveNextAsync().AsTask();
    }

    /// <summary>The item that was moved to.</summary>
    public T Current { get; private set; } = default!;

    /// <summary>Waits for the next item, or for something else; true where the item came first.</summary>
    public async Task<bool> IsReadyAsync(Task other)
    {
        await Task.WhenAny(_next, other);
        return _next.IsCompleted;
    }

    /// <summary>Moves to the next item; false at the end.</summary>
    public async Task<bool> MoveNextAsync()
    {
        if (!await _next) return false;
        Current = _items.Current;
        _next = _items.MoveNextAsync().AsTask();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await ((Task)_next).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _items.DisposeAsync();
        _ended.Dispose();
    }
}
