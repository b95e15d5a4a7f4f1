using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DurableTeams.FunctionsHost.Settings;

namespace DurableTeams.FunctionsHost.Workers;

/// <summary>A worker's process, started with the arguments and variables that the host gives.</summary>
internal sealed class WorkerProcess : IDisposable
{
    public const int MaxMessage = int.MaxValue;
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public static WorkerProcess Start(HostSettings settings, Uri rpc, string workerId, Action<string> said)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = settings.App,
        };
        var request = Guid.NewGuid().ToString();
        var length = MaxMessage.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            Path.Combine(settings.App, Program(settings.App)),
            "--host", rpc.Host, "--port", rpc.Port.ToString(CultureInfo.InvariantCulture), "--workerId", workerId,
            "--requestId", request, "--grpcMaxMessageLength", length,
            "--functions-uri", rpc.ToString(), "--functions-worker-id", workerId,
            "--functions-request-id", request, "--functions-grpc-max-message-length", length,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = settings.App;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = settings.App;
        // The worker listens where it likes; what is said to this host is not for it.
        foreach (var name in new[] { "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_URLS" }) start.Environment.Remove(name);

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Say(line.Data, said);
        process.ErrorDataReceived += (_, line) => Say(line.Data, said);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process);
    }

    // What the Functions SDK wrote down for the host.
    private static string Program(string app)
    {
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(app, "worker.config.json")));
        return config.RootElement.GetProperty("description").GetProperty("defaultWorkerPath").GetString()!;
    }

    /// <summary>Returns when it has ended, by whatever.</summary>
    public Task EndedAsync() => _process.WaitForExitAsync();

    // Alone: it has no children, and the kill of a tree first stops it, for good where this host is killed meanwhile.
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill();
    }

    public void Dispose() => _process.Dispose();

    private static void Say(string? line, Action<string> said)
    {
        if (!string.IsNullOrWhiteSpace(line)) said(line);
    }
}
