namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>A temporary directory with team files and a data directory, gone with the test.</summary>
public sealed class TeamFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("durableteams-e2e-");

    public TeamFolder() => Directory.CreateDirectory(Teams);

    /// <summary>Variables for hosts, beside those that team sketches refer to.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string Teams => Path.Combine(_root.FullName, "teams");

    public string Data => Path.Combine(_root.FullName, "data");

    /// <summary>Writes a file into the teams directory.</summary>
    public TeamFolder Write(string fileName, string text)
    {
        File.WriteAllText(Path.Combine(Teams, fileName), text);
        return this;
    }

    /// <summary>Writes a team against servers that nobody will call.</summary>
    public TeamFolder With(TeamSketch team) =>
        Write(team.Id + ".yaml", team.ToYaml("http://127.0.0.1:9/v1", "http://127.0.0.1:9"));

    /// <summary>A host on these directories, with the environment that team sketches refer to.</summary>
    public HostOptions Options => new(Teams, Data)
    {
        Environment = new Dictionary<string, string>(Environment)
        {
            ["E2E_API_KEY"] = Stage.ApiKey,
            ["E2E_TOOL_KEY"] = Stage.ToolKey
        },
    };

    public void Dispose()
    {
        try
        {
            _root.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A killed host's files may still be closing; the directory is in the system's temporary one.
        }
    }
}
