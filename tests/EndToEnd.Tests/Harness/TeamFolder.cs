namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>A temporary directory with team files and a data directory, gone with the test.</summary>
public sealed class TeamFolder : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("durableteams-e2e-");

    public TeamFolder() => Directory.CreateDirectory(Teams);

    public string Teams => Path.Combine(root.FullName, "teams");

    public string Data => Path.Combine(root.FullName, "data");

    /// <summary>Writes a file into the teams directory.</summary>
    public TeamFolder Write(string fileName, string text)
    {
        File.WriteAllText(Path.Combine(Teams, fileName), text);
        return this;
    }

    public void Dispose()
    {
        try
        {
            root.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A killed host's files may still be closing; the directory is in the system's temporary one.
        }
    }
}
