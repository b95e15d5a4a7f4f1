using System.Diagnostics;
using System.Security.Cryptography;

namespace DurableTeams.Azurite;

/// <summary>The emulator from the committed lock file, installed once for each lock file in a folder of the user's.</summary>
internal static class AzuriteInstall
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string[] Files = ["package.json", "package-lock.json", ".npmrc", "run.cjs"];
    private static readonly Lazy<Task<string>> Installed = new(() => Task.Run(InstallAsync));

    /// <summary>The folder it is in.</summary>
    public static Task<string> FolderAsync() => Installed.Value;

    /// <summary>Installs it where it is not; returns why it cannot be, without a network for one.</summary>
    public static string? Problem()
    {
        try
        {
            Installed.Value.GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or IOException)
        {
            return e.Message;
        }
    }

    private static async Task<string> InstallAsync()
    {
        if (AzuriteTools.Missing() is { } missing) throw new InvalidOperationException(missing);
        var source = Path.Combine(AppContext.BaseDirectory, "azurite");
        var folder = Path.Combine(Path.GetTempPath(), $"durableteams-azurite-{Environment.UserName}-{Version(source)}");
        if (Directory.Exists(folder)) return folder;
        using var turn = await TurnAsync(folder + ".lock");
        if (Directory.Exists(folder)) return folder;

        var unfinished = Directory.CreateTempSubdirectory("durableteams-azurite-").FullName;
        try
        {
            foreach (var file in Files) File.Copy(Path.Combine(source, file), Path.Combine(unfinished, file));
            await NpmAsync(AzuriteTools.Find(AzuriteTools.Npm)!, unfinished);
            // Under its name it is complete: nobody sees half an installation.
            Directory.Move(unfinished, folder);
        }
        finally
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        }

        return folder;
    }

    private static string Version(string source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files) hash.AppendData(File.ReadAllBytes(Path.Combine(source, file)));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    // Test projects run side by side: one of them installs.
    private static async Task<FileStream> TurnAsync(string path)
    {
        for (var waiting = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(200)))
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waiting.Elapsed < Patience)
            {
                // Held by another test process.
            }
        }
    }

    /// <summary>Has npm install what the lock file in the folder says.</summary>
    /// <exception cref="InvalidOperationException">It does not; the message has what it said.</exception>
    public static async Task NpmAsync(string command, string folder)
    {
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        var output = Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await npm.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw new TimeoutException($"npm ci did not end within {Patience}.");
        }

        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm ci ended with {npm.ExitCode}: {string.Join('\n', await output)}");
    }
}
