namespace DurableTeams.Dashboard.Tests.Support;

/// <summary>The machine's Chromium.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>The program; null where there is none.</summary>
    public static string? Path { get; } = Find();

    private static string? Find() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
         from name in Names
         let path = System.IO.Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault();
}
