using System.Diagnostics;
using System.Security.Cryptography;
using DurableTeams.Azurite;

namespace DurableTeams.EndToEnd.Tests.Clients;

/// <summary>
/// What clients are generated with, from the committed lock file and tool manifest; installed once for each version of those in a
/// folder of the user's.
/// </summary>
internal static class GeneratedClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly Lazy<string> TypeScriptTools = new(() => Install("typescript", InstallPackages));
    private static readonly Lazy<string> CSharpTools = new(() => Install("csharp", RestoreTools));

    /// <summary>A folder with openapi-typescript, TypeScript and the script.</summary>
    public static string TypeScript => TypeScriptTools.Value;

    /// <summary>A folder where <c>dotnet nswag</c> is known, with the script.</summary>
    public static string CSharp => CSharpTools.Value;

    /// <summary>Why a client cannot be generated here; null where it can, or must (<c>REQUIRE_ALL=1</c>).</summary>
    public static string? WhyNot(Func<string> folder, bool needsNode)
    {
        if (Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1") return null;
        if (needsNode && AzuriteTools.Missing() is { } missing) return "Generates a client: " + missing;
        try
        {
            folder();
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or IOException)
        {
            return "Generates a client: " + e.Message;
        }
    }

    /// <summary>Runs a program to its end and returns what it wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
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
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Patience}.");
        }

        var said = await output;
        return process.ExitCode == 0 ? said[0]
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {string.Join('\n', said)}");
    }

    private static Task InstallPackages(string folder) => AzuriteInstall.NpmAsync(AzuriteTools.Find(AzuriteTools.Npm)!, folder);

    private static Task RestoreTools(string folder) => RunAsync(folder, "dotnet", "tool", "restore");

    private static string Install(string language, Func<string, Task> install)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "clients", language);
        var folder = Path.Combine(Path.GetTempPath(), $"durableteams-{language}-{Environment.UserName}-{Version(source)}");
        if (Directory.Exists(folder)) return folder;
        var unfinished = Directory.CreateTempSubdirectory("durableteams-clients-").FullName;
        foreach (var file in Directory.GetFiles(source)) File.Copy(file, Path.Combine(unfinished, Path.GetFileName(file)));
        install(unfinished).GetAwaiter().GetResult();
        // Under its name it is complete: nobody sees half an installation.
        if (!Directory.Exists(folder)) Directory.Move(unfinished, folder);
        return folder;
    }

    private static string Version(string source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(source).Order(StringComparer.Ordinal)) hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}

/// <summary>Runs where packages of the lock file can be had; skipped elsewhere, and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TypeScriptFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Reason = new(() => GeneratedClients.WhyNot(
        () => GeneratedClients.TypeScript, needsNode: true));

    public TypeScriptFactAttribute() => Skip = Reason.Value;
}

/// <summary>Runs where the tool of the manifest can be had; skipped elsewhere, and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NSwagFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Reason = new(() => GeneratedClients.WhyNot(
        () => GeneratedClients.CSharp, needsNode: false));

    public NSwagFactAttribute() => Skip = Reason.Value;
}
