namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>Lets the changes of one thing that this process makes follow each other, instead of all but one being made again.</summary>
internal sealed class KeyedLock
{
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for its turn; dispose to end it.</summary>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancellation)
    {
        var gate = _gates[(uint)string.GetHashCode(key, StringComparison.Ordinal) % _gates.Length];
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        return new Turn(gate);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
