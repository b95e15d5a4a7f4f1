using System.Security.Cryptography;
using DurableTeams.FunctionsHost.Starting;

namespace DurableTeams.Packages.Tests.Feed;

/// <summary>All packages in a folder, packed once of what was built, in a version that nobody else has.</summary>
internal static class PackageFeed
{
    private static readonly Lazy<Task<string>> Packed = new(() => Task.Run(PackAsync));

    /// <summary>What tests leave behind, outside the repository: no build file of ours is above it.</summary>
    public static string Outside { get; } = Directory.CreateTempSubdirectory("durableteams-packages-").FullName;

    /// <summary>The version of the packages.</summary>
    public static string Version { get; } = "0.1.0-test" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>The folder of the packages.</summary>
    public static Task<string> FolderAsync() => Packed.Value;

    private static async Task<string> PackAsync()
    {
        var feed = Path.Combine(Outside, "feed");
        await Dotnet.RunAsync(
            FunctionsFolders.Root, "pack", "Serverless.sln", "--no-build", "-c", FunctionsFolders.Configuration, "-o", feed,
            $"-p:Version={Version}", "-nodeReuse:false", "-v", "q");
        var packages = Directory.CreateDirectory(Path.Combine(Outside, "packages")).FullName;
        foreach (var known in Directory.EnumerateDirectories(MachinePackages()))
            Directory.CreateSymbolicLink(Path.Combine(packages, Path.GetFileName(known)), known);
        await File.WriteAllTextAsync(Path.Combine(Outside, "NuGet.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{packages}" /></config>
              <packageSources><add key="packed" value="{feed}" /></packageSources>
            </configuration>
            """);
        return feed;
    }

    // A folder of packages of the tests' own, so that no test version stays on the machine. What the build of the repository
    // restored is linked, not copied; a fallback folder would do, were it not that the Functions SDK looks into one folder alone.
    private static string MachinePackages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
