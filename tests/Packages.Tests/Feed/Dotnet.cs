using System.Diagnostics;

namespace DurableTeams.Packages.Tests.Feed;

/// <summary>Commands of the SDK and of programs, run to their end.</summary>
internal static class Dotnet
{
    /// <summary>Runs <c>dotnet</c>.</summary>
    /// <returns>All it said.</returns>
    public static Task<string> RunAsync(string folder, params string[] arguments) =>
        RunProgramAsync(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", folder, arguments);

    /// <summary>Runs a program, which has to succeed.</summary>
    /// <returns>All it said.</returns>
    public static async Task<string> RunProgramAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(Start(program, folder, arguments))!;
        process.StandardInput.Close();
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Wait.Deadline);
        var text = string.Concat(await said);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{text}");
        return text;
    }

    /// <summary>How a program is started with packages of the feed, outside the repository.</summary>
    public static ProcessStartInfo Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The folder of the packages is in NuGet.config; known vulnerabilities are asked of a feed that may be out of reach.
        start.Environment.Remove("NUGET_PACKAGES");
        start.Environment["NuGetAudit"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // The test host's own settings of the SDK are not those of a user.
        foreach (var name in new[] { "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath" })
            start.Environment.Remove(name);
        return start;
    }
}
