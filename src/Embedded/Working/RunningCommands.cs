using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace DurableTeams.Embedded.Working;

/// <summary>
/// Which commands run, in files beside the directories of their work: a worker that was killed leaves its commands behind, and
/// the next worker ends them.
/// </summary>
/// <param name="folder">The directory of the workers.</param>
internal sealed class RunningCommands(string folder)
{
    // A process's start is computed from the machine's clock, which may have been set meanwhile.
    private static readonly TimeSpan SameStart = TimeSpan.FromSeconds(3);
    private readonly string _folder = Path.Combine(folder, ".running");

    /// <summary>Ends the commands of workers that are no more.</summary>
    /// <returns>The work of the commands that were ended.</returns>
    public IReadOnlyList<string> EndLeftovers()
    {
        if (!Directory.Exists(_folder)) return [];
        List<string> ended = [];
        foreach (var file in Directory.GetFiles(_folder))
        {
            if (Read(file) is { } entry)
            {
                if (IsAlive(entry.Worker, entry.WorkerStart)) continue;
                // A process that has the number of the command's, but is another one, took the number when the group was gone.
                if (IsAlive(entry.Command, entry.CommandStart) || !Exists(entry.Command)) ProcessGroup.End(entry.Command);
                ended.Add(Path.GetFileName(file));
            }

            File.Delete(file);
        }

        return ended;
    }

    /// <summary>
    /// Waits while another worker of this directory still has a command of this work; not longer than the patience.
    /// </summary>
    public async Task OthersEndedAsync(string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (Read(Path.Combine(_folder, name)) is { } entry && IsAlive(entry.Command, entry.CommandStart)
            && IsAlive(entry.Worker, entry.WorkerStart) && clock.Elapsed < patience)
            await Task.Delay(50, cancellationToken);
    }

    /// <summary>Notes that a command runs.</summary>
    public void Add(string name, Process command)
    {
        using var self = Process.GetCurrentProcess();
        Directory.CreateDirectory(_folder);
        try
        {
            var entry = new Entry(command.Id, command.StartTime.ToUniversalTime(), self.Id, self.StartTime.ToUniversalTime());
            File.WriteAllText(Path.Combine(_folder, name), JsonSerializer.Serialize(entry));
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It has ended already.
        }
    }

    /// <summary>Notes that it has ended.</summary>
    public void Remove(string name) => File.Delete(Path.Combine(_folder, name));

    private static Entry? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(File.ReadAllText(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Exists(int id) => IsAlive(id, null);

    private static bool IsAlive(int id, DateTime? start)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited
                && (start is null || (process.StartTime.ToUniversalTime() - start.Value).Duration() < SameStart);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    private sealed record Entry(int Command, DateTime CommandStart, int Worker, DateTime WorkerStart);
}
