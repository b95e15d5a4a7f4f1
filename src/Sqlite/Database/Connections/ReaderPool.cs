using System.Collections.Concurrent;
using DurableTeams.Storage;

namespace DurableTeams.Sqlite.Database.Connections;

/// <summary>Read-only connections, kept for the next reader; each read is one transaction.</summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private const int MaxKept = 8;
    private readonly ConcurrentBag<SqliteConnection> _free = [];
    private volatile bool _disposed;
    private long _reads;

    /// <summary>Reads so far.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>Reads in one consistent view of what is committed.</summary>
    /// <exception cref="StoreUnavailableException">The storage cannot be read.</exception>
    public T Read<T>(Func<ReadSession, T> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(EmbeddedDatabase));
        Interlocked.Increment(ref _reads);
        SqliteConnection? connection = null;
        try
        {
            if (!_free.TryTake(out connection)) connection = SqliteConnection.OpenReader(path);
            connection.Statement("BEGIN").Execute();
            var result = work(new ReadSession(connection));
            connection.Statement("COMMIT").Execute();
            Return(connection);
            return result;
        }
        catch (SqliteFailureException failure) when (failure.IsStorageTrouble)
        {
            connection?.Dispose();
            throw new StoreUnavailableException($"The storage cannot be read: {failure.Message}", failure);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_free.TryTake(out var connection)) connection.Dispose();
    }

    private void Return(SqliteConnection connection)
    {
        if (_disposed || _free.Count >= MaxKept) connection.Dispose();
        else _free.Add(connection);
    }
}
