using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using DurableTeams.FunctionsHost.Starting;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>The published app on the double of the Functions host: the host's process and, below it, the worker's.</summary>
public sealed partial class FunctionsServer : IServerUnderTest
{
    private readonly Process _process;
    private readonly ProcessOutput _output;

    private FunctionsServer(Process process, ProcessOutput output, Uri address, string? key)
    {
        this._process = process;
        this._output = output;
        Address = address;
        Api = new ApiClient(address, key);
    }

    public Uri Address { get; }

    public ApiClient Api { get; }

    /// <summary>The host's process.</summary>
    public int Id => _process.Id;

    /// <summary>The worker's process, the newest.</summary>
    public int WorkerId => int.Parse(WorkerStarted().Matches(_output.Text)[^1].Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>What the host has written, with what its worker logs.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts the host and waits until its functions are loaded.</summary>
    public static async Task<FunctionsServer> StartAsync(FunctionsOptions options)
    {
        var process = await ProcessAsync(options);
        var output = new ProcessOutput(process);
        try
        {
            var line = await Wait.ForAsync(
                "the host's line 'Listening on URL'", () => Task.FromResult(ListeningOn(process, output)));
            return new FunctionsServer(process, output, new Uri(line.TrimEnd('/') + "/"), options.Key);
        }
        catch (Exception exception)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw new InvalidOperationException($"The host did not start.{Environment.NewLine}{output}", exception);
        }
    }

    /// <summary>Runs a host that is expected to end by itself.</summary>
    public static async Task<ExitedHost> RunToExitAsync(FunctionsOptions options)
    {
        using var process = await ProcessAsync(options);
        var output = new ProcessOutput(process);
        try
        {
            await process.WaitForExitAsync().WaitAsync(Wait.Deadline);
            return new ExitedHost(process.ExitCode, output.ToString());
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>
    /// SIGKILL of the host, then of its worker. Not of the tree: that first stops every process in it, and they stay stopped for
    /// good where the tests' own process ends meanwhile.
    /// </summary>
    public void Kill()
    {
        if (_process.HasExited) return;
        _process.Kill();
        if (WorkerStarted().Matches(_output.Text) is not [.., { } worker]) return;
        try
        {
            using var dies = Process.GetProcessById(int.Parse(worker.Groups[1].Value, CultureInfo.InvariantCulture));
            dies.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }

    public async Task KillAsync()
    {
        if (_process.HasExited) return;
        var worker = WorkerId;
        Kill();
        await _process.WaitForExitAsync().WaitAsync(Wait.Deadline);
        await GoneAsync(worker);
    }

    /// <summary>SIGKILL of the host alone; its worker finds itself without one.</summary>
    public async Task KillHostAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Wait.Deadline);
    }

    /// <summary>SIGKILL of the worker alone; the host starts another.</summary>
    public async Task KillWorkerAsync()
    {
        var worker = WorkerId;
        using (var dies = Process.GetProcessById(worker)) dies.Kill();
        await GoneAsync(worker);
    }

    /// <summary>SIGTERM of both, as a platform sends it to all processes of a container.</summary>
    public void TerminateBoth()
    {
        Signals.Send(WorkerId, Signals.Terminate);
        Terminate();
    }

    public void Terminate() => Signals.Send(_process, Signals.Terminate);

    public void Interrupt() => Signals.Send(_process, Signals.Interrupt);

    public async Task<int> TerminateAsync()
    {
        Terminate();
        return await ExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Wait.Deadline);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Api.Dispose();
        _process.Dispose();
    }

    /// <summary>Waits until a process is no more.</summary>
    public static Task GoneAsync(int id) => Wait.UntilAsync($"process {id} is gone", () => !IsThere(id));

    private static bool IsThere(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task<Process> ProcessAsync(FunctionsOptions options)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        string[] arguments =
        [
            await FunctionsFolders.HostAsync(), "--app", options.App ?? await PublishedApp.StartFolderAsync(), "--urls",
            "http://127.0.0.1:0",
            "--until-input-ends", "true",
            .. options.Key is null ? Array.Empty<string>() : ["--key", options.Key],
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        ShortLife.Prepare(start.Environment);
        foreach (var (name, value) in options.Environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static string? ListeningOn(Process process, ProcessOutput output)
    {
        var match = Listening().Match(output.Text);
        if (match.Success) return match.Groups[1].Value;
        return process.HasExited ? throw new InvalidOperationException($"It exited with code {process.ExitCode}.") : null;
    }

    [GeneratedRegex(@"^Listening on (\S+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Listening();

    [GeneratedRegex(@"Worker process (\d+) started")]
    private static partial Regex WorkerStarted();
}

/// <summary>How a Functions host is started.</summary>
/// <param name="Environment">The variables of host and app.</param>
/// <param name="Key">The function key.</param>
/// <param name="App">The folder of the app; null for the product's own, published.</param>
public sealed record FunctionsOptions(IReadOnlyDictionary<string, string> Environment, string? Key = null, string? App = null);
