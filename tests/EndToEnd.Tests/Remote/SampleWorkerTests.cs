using System.Diagnostics;
using DurableTeams.Azurite;
using DurableTeams.EndToEnd.Tests.Clients;
using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Samples;

namespace DurableTeams.EndToEnd.Tests.Remote;

/// <summary>The workers in <c>samples/workers</c>, and the command line's, do the work of the team that is beside them.</summary>
public sealed class SampleWorkerTests
{
    private static readonly string Folder = Path.Combine(SampleFile.Directory, "workers");

    [PythonFact]
    public Task Python_AndACommand_DoTheWork() =>
        WorkAsync("Python did: Write a greeting", (PythonFactAttribute.Python!, [Path.Combine(Folder, "worker.py"), "coders", "--once"]));

    [TypeScriptFact]
    public async Task TypeScript_AndACommand_DoTheWork()
    {
        var node = AzuriteTools.Find(AzuriteTools.Node)!;
        // A Node that cannot strip types is given what the compiler makes of it.
        var version = Version.Parse((await GeneratedClients.RunAsync(Folder, node, "--version")).Trim().TrimStart('v'));
        using var compiled = new TeamFolder();
        var script = Path.Combine(Folder, "worker.ts");
        if (version < new Version(22, 18))
        {
            var compiler = Path.Combine(GeneratedClients.TypeScript, "node_modules", "typescript", "bin", "tsc");
            await GeneratedClients.RunAsync(
                Folder, node, compiler, script, "--outDir", compiled.Teams, "--target", "es2022", "--module", "esnext", "--strict",
                "--lib", "es2022,dom");
            script = Path.Combine(compiled.Teams, "worker.mjs");
            File.Move(Path.ChangeExtension(script, ".js"), script);
        }

        await WorkAsync("TypeScript did: Write a greeting", (node, [script, "coders", "--once"]));
    }

    private static async Task WorkAsync(string expected, (string Program, string[] Arguments) worker)
    {
        using var folder = new TeamFolder();
        await using var host = await HostProcess.StartAsync(new HostOptions(Folder, folder.Data) { Key = "k1" });
        var run = await host.Api.StartRunAsync("coders", "A greeting, please.");

        await EndsAsync(new ProcessStartInfo(worker.Program, worker.Arguments), host);
        string[] command =
        [
            "work", "--queue", "reviewers", "--once", "--dir", Path.Combine(folder.Data, "work"), "--", "echo", "I have seen: {task}",
        ];
        await EndsAsync(await HostBinary.StartAsync(command, new Dictionary<string, string>()), host);

        var done = await host.Api.UntilAsync(run, "completed");
        Assert.Equal(expected, done.Member("coder").Text("output"));
        Assert.Equal(3, done.Member("coder").Number("usage", "inputTokens"));
        Assert.Equal("Both are done. I have seen: Review the greeting", done.Text("output", "text"));
    }

    private static async Task EndsAsync(ProcessStartInfo start, HostProcess host)
    {
        start.Environment["DURABLETEAMS_URL"] = host.Address.ToString();
        start.Environment["DURABLETEAMS_KEY"] = "k1";
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Wait.Deadline);
            Assert.True(process.ExitCode == 0, string.Join('\n', await said));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}

/// <summary>Runs where there is a Python; skipped elsewhere, unless <c>REQUIRE_ALL=1</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (Python is null && Environment.GetEnvironmentVariable("REQUIRE_ALL") != "1") Skip = "Needs python3 on the PATH.";
    }

    public static string? Python { get; } = AzuriteTools.Find("python3");
}
