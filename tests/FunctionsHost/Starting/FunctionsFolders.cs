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

    /// <summary>The double.</summary>
    public static string Host { get; } = Path.Combine(Built("tests/FunctionsHost"), "DurableTeams.FunctionsHost.dll");

    /// <summary>What a project's build made.</summary>
    public static string Built(string project) =>
        Path.Combine(
            Root, project, "bin", Configuration, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)));
}
