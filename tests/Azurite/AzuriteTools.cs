namespace DurableTeams.Azurite;

/// <summary>The commands that the emulator needs, and whether there can be one here.</summary>
internal static class AzuriteTools
{
    private static readonly Lazy<string?> Reason = new(() => Why(
        Environment.GetEnvironmentVariable("REQUIRE_ALL"), Path, AzuriteInstall.Problem));

    public static string Node { get; } = OperatingSystem.IsWindows() ? "node.exe" : "node";

    public static string Npm { get; } = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>Why tests on the emulator cannot run here; null where they can, or must.</summary>
    public static string? WhyNot => Reason.Value;

    private static string Path => Environment.GetEnvironmentVariable("PATH") ?? "";

    /// <summary>Why not, on a machine with this PATH.</summary>
    /// <param name="requireAll">Where it is 1 nothing is a reason: the tests run, and fail with what is missing.</param>
    /// <param name="path">The PATH.</param>
    /// <param name="install">Installs the emulator, once the tools are there; returns what is wrong.</param>
    public static string? Why(string? requireAll, string path, Func<string?> install)
    {
        if (requireAll == "1") return null;
        var missing = Missing(path) ?? install();
        return missing is null ? null : "Runs on Azurite: " + missing;
    }

    public static string? Missing(string? path = null)
    {
        string[] missing = [.. new[] { Node, Npm }.Where(tool => Find(tool, path) is null)];
        return missing.Length == 0 ? null : $"needs {string.Join(" and ", missing)} on the PATH.";
    }

    public static string? Find(string tool, string? path = null) => (path ?? Path)
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => System.IO.Path.Combine(folder, tool))
        .FirstOrDefault(File.Exists);
}
