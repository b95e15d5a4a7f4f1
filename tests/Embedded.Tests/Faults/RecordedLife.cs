using DurableTeams.Sqlite.Database;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>
/// One life through one run, and what it would have left behind, had it been killed at each of its write points.
/// </summary>
internal sealed class RecordedLife(FastDirectory space, Schedule schedule)
{
    private readonly string _directory = space.Next();
    private readonly World _world = new(schedule: schedule);
    private readonly List<Remains> _remains = [];

    /// <summary>In the order of the write points.</summary>
    public IReadOnlyList<Remains> All => _remains;

    /// <summary>Lives it.</summary>
    public async Task RunAsync(string message)
    {
        await using (var life = await HostLife.OpenAsync(_directory, _world, new DatabaseOptions { Fault = _ => Keep() }))
        {
            await life.StartAsync();
            await life.FinishAsync(message);
        }

        Directory.Delete(_directory, recursive: true);
    }

    // Nothing is written meanwhile: this is called where it is written.
    private void Keep()
    {
        schedule.Hesitate();
        var directory = space.Next();
        CrashPoint.Copy(_directory, directory);
        _remains.Add(new Remains(directory, _world.Effects));
    }

    /// <param name="Directory">The files.</param>
    /// <param name="Effects">What tools had seen.</param>
    internal sealed record Remains(string Directory, IReadOnlyList<Effect> Effects);
}
