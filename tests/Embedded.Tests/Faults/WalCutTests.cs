using System.Collections.Concurrent;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>A WAL that lost its end, as a disk without its power may leave it.</summary>
public sealed class WalCutTests : IDisposable
{
    private const string Message = "run-1";
    private readonly FastDirectory _space = new();

    public void Dispose() => _space.Dispose();

    [Fact]
    public async Task Open_WalCutAtEveryByteOfTheLastFrames_OpensSoundAndRunFinishes()
    {
        var crashed = await CrashedAsync(at: 24);
        await OpenAllAsync(crashed, [.. Enumerable.Range(0, (2 * crashed.FrameSize) + 1).Select(back => crashed.Length - back)]);
    }

    [Fact]
    public async Task Open_WalCutAtRandomLengths_OpensSoundAndRunFinishes()
    {
        const int Seed = 20_261_121;
        var random = new Random(Seed);
        var crashed = await CrashedAsync(at: 48);
        await OpenAllAsync(crashed, [.. Enumerable.Range(0, 200).Select(_ => random.Next(0, crashed.Length))]);
    }

    /// <summary>
    /// Opens all. How many frames SQLite recovered says what the database holds: from each such state the run is finished once.
    /// </summary>
    private async Task OpenAllAsync(Crashed crashed, IReadOnlyList<int> lengths)
    {
        var states = new ConcurrentDictionary<long, int>();
        await Parallel.ForEachAsync(lengths.Chunk((lengths.Count / 8) + 1), (chunk, _) =>
        {
            var directory = _space.Next();
            foreach (var length in chunk) states.TryAdd(Recover(crashed, directory, length), length);
            return ValueTask.CompletedTask;
        });
        Assert.True(states.Count > 1, "All cuts led to one state.");
        await Parallel.ForEachAsync(states.Values, async (length, _) =>
        {
            var directory = _space.Next();
            Cut(crashed, directory, length);
            try
            {
                await new Scenario([Message], crashed.Effects).RunAsync(directory, _space);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"WAL cut at {length}: {e.Message}", e);
            }
        });
    }

    private static long Recover(Crashed crashed, string directory, int length)
    {
        Cut(crashed, directory, length);
        using var connection = SqliteConnection.OpenWriter(Path.Combine(directory, EmbeddedDatabase.FileName));
        var found = connection.Statement("PRAGMA integrity_check").QueryText();
        Assert.True(found == "ok", $"WAL cut at {length}: {found}");
        using var rows = connection.Statement("PRAGMA wal_checkpoint(PASSIVE)").Query();
        Assert.True(rows.Read());
        return rows.GetInt64(1);
    }

    private static void Cut(Crashed crashed, string directory, int length)
    {
        CrashPoint.Copy(crashed.Directory, directory);
        // A disk that lost what it said was flushed: whoever goes on with what is left takes the stamp away.
        File.Delete(Path.Combine(directory, DurableStamp.FileOf(EmbeddedDatabase.FileName)));
        using var wal = File.OpenWrite(Path.Combine(directory, EmbeddedDatabase.FileName + "-wal"));
        wal.SetLength(length);
    }

    /// <summary>A run that was killed in the middle, nothing of it checkpointed.</summary>
    private async Task<Crashed> CrashedAsync(int at)
    {
        var world = new World();
        var crash = new CrashPoint(at, _space.Next());
        var life = await HostLife.OpenAsync(_space.Next(), world, crash);
        await life.StartAsync();
        await Assert.ThrowsAsync<CrashedException>(() => life.FinishAsync(Message));
        await life.AbandonAsync();
        var (size, frames) = WalFile.Measure(Path.Combine(crash.Next, EmbeddedDatabase.FileName + "-wal"));
        Assert.True(frames > 20, $"The WAL has only {frames} frames.");
        return new Crashed(crash.Next, size, WalFile.Offset(size, frames), world.Effects);
    }

    /// <param name="Directory">What is left.</param>
    /// <param name="FrameSize">The size of a frame of its WAL.</param>
    /// <param name="Length">Where the WAL's valid frames end.</param>
    /// <param name="Effects">What tools had seen.</param>
    private sealed record Crashed(string Directory, int FrameSize, int Length, IReadOnlyList<Effect> Effects);
}
