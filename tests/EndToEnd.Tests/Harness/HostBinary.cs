using System.Diagnostics;
using DurableTeams.FunctionsHost.Starting;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>The built host.</summary>
public static class HostBinary
{
    private const string Name = "DurableTeams.Embedded";

    private static readonly Lazy<Task<string>> Program = new(async () =>
        Path.Combine(await Precompiled.FolderAsync(FunctionsFolders.Built("src/Embedded"), "embedded"), Name + ".dll"));

    /// <summary>How to start it with these arguments, output captured.</summary>
    public static async Task<ProcessStartInfo> StartAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(await Program.Value);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        // What a developer's shell sets must not change where the host listens.
        start.Environment.Remove("ASPNETCORE_URLS");
        start.Environment.Remove("ASPNETCORE_HTTP_PORTS");
        start.Environment.Remove("DOTNET_URLS");
        ShortLife.Prepare(start.Environment);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }
}
