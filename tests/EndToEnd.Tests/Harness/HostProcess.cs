using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>A running host, as a child process that can be killed like a crash. Disposing always kills.</summary>
public sealed partial class HostProcess : IServerUnderTest
{
    private readonly Process _process;
    private readonly ProcessOutput _output;

    private HostProcess(Process process, ProcessOutput output, Uri address, string? key)
    {
        this._process = process;
        this._output = output;
        Address = address;
        Api = new ApiClient(address, key);
    }

    public Uri Address { get; }

    public ApiClient Api { get; }

    public int Id => _process.Id;

    /// <summary>Everything it has written so far.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts the host and waits for its <c>Listening on</c> line.</summary>
    public static async Task<HostProcess> StartAsync(HostOptions options)
    {
        var process = Process.Start(await HostBinary.StartAsync(options.Arguments, options.Environment))!;
        var output = new ProcessOutput(process);
        try
        {
            var line = await Wait.ForAsync(
                "the host's line 'Listening on URL'", () => Task.FromResult(ListeningOn(process, output)));
            return new HostProcess(process, output, new Uri(line.TrimEnd('/') + "/"), options.Key);
        }
        catch (Exception exception)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw new InvalidOperationException($"The host did not start.{Environment.NewLine}{output}", exception);
        }
    }

    /// <summary>Runs a host that is expected to end by itself.</summary>
    public static async Task<ExitedHost> RunToExitAsync(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Process.Start(
            await HostBinary.StartAsync(arguments, environment ?? new Dictionary<string, string>()))!;
        var output = new ProcessOutput(process);
        try
        {
            await process.WaitForExitAsync().WaitAsync(Wait.Deadline);
            return new ExitedHost(process.ExitCode, output.ToString());
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The host did not end by itself.{Environment.NewLine}{output}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Sends SIGKILL and returns at once.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill();
    }

    /// <summary>SIGKILL: a crash.</summary>
    public async Task KillAsync()
    {
        Kill();
        await _process.WaitForExitAsync().WaitAsync(Wait.Deadline);
    }

    /// <summary>Sends SIGTERM and returns at once.</summary>
    public void Terminate() => Signals.Send(_process, Signals.Terminate);

    /// <summary>Sends SIGINT and returns at once.</summary>
    public void Interrupt() => Signals.Send(_process, Signals.Interrupt);

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Terminate();
        return await ExitAsync();
    }

    /// <summary>The exit code, once it has ended.</summary>
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

    private static string? ListeningOn(Process process, ProcessOutput output)
    {
        var match = Listening().Match(output.Text);
        if (match.Success) return match.Groups[1].Value;
        return process.HasExited ? throw new InvalidOperationException($"It exited with code {process.ExitCode}.") : null;
    }

    [GeneratedRegex(@"^Listening on (\S+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Listening();
}

/// <summary>How a host ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">All it wrote, both streams.</param>
public sealed record ExitedHost(int Code, string Output);
