using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using DurableTeams.Azurite;

namespace DurableTeams.Protocols.Tests;

/// <summary>
/// The official clients from the committed lock file, installed once for each lock file in a folder of the user's, and the small
/// programs that use them.
/// </summary>
internal static class OfficialClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<string>> Installed = new(() => Task.Run(InstallAsync));

    private static string Source => Path.Combine(AppContext.BaseDirectory, "clients");

    /// <summary>Why they cannot be had here; null where they can, or must (<c>REQUIRE_ALL=1</c>).</summary>
    public static string? WhyNot()
    {
        if (Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1") return null;
        if (AzuriteTools.Missing() is { } missing) return "Uses an official client: " + missing;
        try
        {
            Installed.Value.GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or IOException)
        {
            return "Uses an official client: " + e.Message;
        }
    }

    /// <summary>Runs a program of <c>clients</c> on an object, and returns the object that it writes.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static async Task<JsonElement> RunAsync(string program, object input)
    {
        var folder = await Installed.Value;
        var start = new ProcessStartInfo(AzuriteTools.Find(AzuriteTools.Node)!)
        {
            ArgumentList = { Path.Combine(folder, program), JsonSerializer.Serialize(input) },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {Patience}.");
        }

        var said = await output;
        return process.ExitCode == 0
            ? JsonText.Parse(said[0])
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {string.Join('\n', said)}");
    }

    private static async Task<string> InstallAsync()
    {
        if (AzuriteTools.Missing() is { } missing) throw new InvalidOperationException(missing);
        var folder = Path.Combine(Path.GetTempPath(), $"durableteams-clients-{Environment.UserName}-{Version()}");
        if (Directory.Exists(folder)) return folder;
        var unfinished = Directory.CreateTempSubdirectory("durableteams-clients-").FullName;
        foreach (var file in Directory.GetFiles(Source)) File.Copy(file, Path.Combine(unfinished, Path.GetFileName(file)));
        await AzuriteInstall.NpmAsync(AzuriteTools.Find(AzuriteTools.Npm)!, unfinished);
        // Under its name it is complete: nobody sees half an installation.
        if (!Directory.Exists(folder)) Directory.Move(unfinished, folder);
        return folder;
    }

    // The programs are part of it: they find the packages beside them.
    private static string Version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(Source).Order(StringComparer.Ordinal)) hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}

/// <summary>Runs where the packages of the lock file can be had; skipped elsewhere, and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ClientFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Reason = new(OfficialClients.WhyNot);

    public ClientFactAttribute() => Skip = Reason.Value;
}
