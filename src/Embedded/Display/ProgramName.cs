using DurableTeams.Worker;

namespace DurableTeams.Embedded.Display;

/// <summary>How the reader calls this program, for lines that say what to type.</summary>
internal static class ProgramName
{
    private const string Tool = "durableteams";

    /// <summary>A command line with this command, for a host at this address.</summary>
    public static string Command(string command, string server) =>
        $"{Start()} {command}" + (server.TrimEnd('/') == WorkClientOptions.DefaultServer ? "" : $" --server {server}");

    /// <summary>The tool's name where it runs as the tool; else the way that the repository's README shows.</summary>
    private static string Start()
    {
        var path = Environment.ProcessPath ?? "";
        var name = Path.GetFileNameWithoutExtension(path);
        if (name == Tool || AppContext.BaseDirectory.Contains(".store", StringComparison.Ordinal)) return Tool;
        var project = Path.Combine("src", "Embedded");
        if (Directory.Exists(project)) return $"dotnet run --project {project} --";
        return name == "dotnet" ? $"dotnet {typeof(ProgramName).Assembly.Location}" : path;
    }
}
