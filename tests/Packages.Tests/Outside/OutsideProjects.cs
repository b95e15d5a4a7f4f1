using DurableTeams.Packages.Tests.Feed;

namespace DurableTeams.Packages.Tests.Outside;

/// <summary>
/// Four projects outside the repository, with package references only, restored and built in one go and without a warning: the
/// fifteen lines, a console program, and one of each template.
/// </summary>
internal static class OutsideProjects
{
    private static readonly Lazy<Task> Built = new(() => Task.Run(BuildAsync));

    /// <summary>What a project's build made.</summary>
    public static async Task<string> OutputAsync(string project)
    {
        await Built.Value;
        return Path.Combine(FolderOf(project), "bin", "Debug", "net10.0");
    }

    private static string FolderOf(string project) => Path.Combine(PackageFeed.Outside, project);

    private static async Task BuildAsync()
    {
        var feed = await PackageFeed.FolderAsync();
        Copy("web");
        Copy("console");
        var hive = Path.Combine(PackageFeed.Outside, "templates");
        Task<string> NewAsync(params string[] arguments) =>
            Dotnet.RunAsync(PackageFeed.Outside, ["new", .. arguments, "--debug:custom-hive", hive]);
        await NewAsync("install", Path.Combine(feed, $"DurableTeams.Templates.{PackageFeed.Version}.nupkg"));
        await NewAsync("durableteams", "-o", "Newsroom", "--skipRestore");
        await NewAsync("durableteams-functions", "-o", "Functions", "--skipRestore");
        await File.WriteAllTextAsync(Path.Combine(PackageFeed.Outside, "All.slnx"), """
            <Solution>
              <Project Path="web/web.csproj" />
              <Project Path="console/console.csproj" />
              <Project Path="Newsroom/Newsroom.csproj" />
              <Project Path="Functions/Functions.csproj" />
            </Solution>
            """);
        // The Functions SDK restores a project of its own, in versions that not every feed has (NU1603).
        await Dotnet.RunAsync(
            PackageFeed.Outside, "build", "All.slnx", "-warnaserror", "-warnnotaserror:NU1603", "-v", "q");
    }

    private static void Copy(string project)
    {
        var from = Path.Combine(AppContext.BaseDirectory, "Programs", project);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(FolderOf(project), Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.WriteAllText(
                to, File.ReadAllText(file).Replace("0.0.0-template", PackageFeed.Version, StringComparison.Ordinal));
        }
    }
}
