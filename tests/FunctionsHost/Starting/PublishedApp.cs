using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace DurableTeams.FunctionsHost.Starting;

/// <summary>
/// The app as <c>dotnet publish src/Functions</c> makes it of what was built: once for all test projects and runs, until
/// something else was built.
/// </summary>
internal static class PublishedApp
{
    private static readonly Lazy<Task<string>> Published = new(() => Task.Run(PublishAsync));

    private static readonly Lazy<Task<string>> Started = new(async () =>
        await Precompiled.FolderAsync(await Published.Value, "app"));

    /// <summary>The folder it is in.</summary>
    public static Task<string> FolderAsync() => Published.Value;

    /// <summary>The folder to start it from: the same, compiled ahead of time where that is possible.</summary>
    public static Task<string> StartFolderAsync() => Started.Value;

    private static async Task<string> PublishAsync()
    {
        var all = Path.Combine(FunctionsFolders.Root, "tests", "FunctionsHost", "obj", "app");
        Directory.CreateDirectory(all);
        var folder = Path.Combine(all, Version());
        using var turn = FolderLock.Take(Path.Combine(all, "lock"));
        if (Directory.Exists(folder)) return folder;

        var unfinished = Directory.CreateTempSubdirectory("durableteams-app-").FullName;
        await RunAsync(unfinished);
        // Of all that was ever published the newest stays.
        foreach (var older in Directory.EnumerateDirectories(all)) Directory.Delete(older, recursive: true);
        Move(unfinished, folder);
        return folder;
    }

    // The temporary folder may be another file system's.
    private static void Move(string from, string to)
    {
        var beside = to + "-unfinished";
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(beside, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Directory.Delete(from, recursive: true);
        Directory.Move(beside, to);
    }

    private static string Version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(FunctionsFolders.Configuration));
        var built = FunctionsFolders.Built("src/Functions");
        var ours = Directory.EnumerateFiles(built).Where(IsOurs).Concat(Directory.EnumerateFiles(Path.Combine(built, "teams")));
        foreach (var file in ours.Order(StringComparer.Ordinal)) hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static bool IsOurs(string file) => Path.GetFileName(file) is { } name
        && (name == "host.json"
            || (name.StartsWith("DurableTeams.", StringComparison.Ordinal) && Path.GetExtension(name) is ".dll" or ".json"));

    private static async Task RunAsync(string output)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = FunctionsFolders.Root
        };
        foreach (var argument in new[]
        {
            "publish",
            "src/Functions",
            "--no-build",
            "-c",
            FunctionsFolders.Configuration,
            "-o",
            output,
            "-nodeReuse:false"
        })
            start.ArgumentList.Add(argument);
        using var publish = Process.Start(start)!;
        var said = await Task.WhenAll(publish.StandardOutput.ReadToEndAsync(), publish.StandardError.ReadToEndAsync());
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0) throw new InvalidOperationException("dotnet publish failed: " + string.Concat(said));
    }
}
