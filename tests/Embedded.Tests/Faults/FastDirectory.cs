namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>A temporary directory in memory where there is one: these tests flush thousands of times.</summary>
internal sealed class FastDirectory : IDisposable
{
    private const string Memory = "/dev/shm";
    private int _parts;

    public string Path { get; } = Directory.Exists(Memory)
        ? Directory.CreateDirectory($"{Memory}/durableteams-{Guid.NewGuid():N}").FullName
        : Directory.CreateTempSubdirectory("durableteams-").FullName;

    /// <summary>A new directory in it.</summary>
    public string Next() =>
        Directory.CreateDirectory(System.IO.Path.Combine(Path, $"{Interlocked.Increment(ref _parts)}")).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
