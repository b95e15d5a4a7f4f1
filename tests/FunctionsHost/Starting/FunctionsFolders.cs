using System.Reflection;

namespace DurableTeams.FunctionsHost.Starting;

/// <summary>Where things are that were built with the tests.</summary>
internal static class FunctionsFolders
{
    /// <summary>The repository.</summary>
    public static string Root { get; } = typeof(FunctionsFolders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(one => one.Key == "RepositoryRoot").Value!;

    /// <summary>Debug or Release, as these tests are.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains(
            $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    private static readonly Lazy<Task<string>> Double = new(async () =>
        Path.Combine(await Precompiled.FolderAsync(Built("tests/FunctionsHost"), "double"), "DurableTeams.FunctionsHost.dll"));

    /// <summary>The double.</summary>
    public static Task<string> HostAsync() => Double.Value;

    /// <summary>What a project's build made.</summary>
    public static string Built(string project) =>
        Path.Combine(
            Root, project, "bin", Configuration, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)));
}
