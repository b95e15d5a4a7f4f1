namespace DurableTeams.Azurite;

/// <summary>The commands that the emulator needs.</summary>
internal static class AzuriteTools
{
    public static string Node { get; } = OperatingSystem.IsWindows() ? "node.exe" : "node";

    public static string Npm { get; } = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>Why tests on the emulator cannot run here; null where they can, or must.</summary>
    public static string? WhyNot { get; } = Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1" ? null : Missing();

    public static string? Missing()
    {
        string[] missing = [.. new[] { Node, Npm }.Where(tool => Find(tool) is null)];
        return missing.Length == 0 ? null : $"Runs on Azurite: needs {string.Join(" and ", missing)} on the PATH.";
    }

    public static string? Find(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, tool))
        .FirstOrDefault(File.Exists);
}
