using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DurableTeams.FunctionsHost.Starting;
using DurableTeams.Packages.Tests.Feed;

namespace DurableTeams.Packages.Tests.Outside;

/// <summary>A program that serves the API, in a process that can be killed.</summary>
internal sealed partial class OutsideServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private HttpClient? _api;

    private OutsideServer(Process process)
    {
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    private string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts the program and waits until it listens.</summary>
    /// <param name="program">The program, or <c>dotnet</c>.</param>
    /// <param name="folder">The current directory.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Variables.</param>
    public static async Task<OutsideServer> StartAsync(
        string program, string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = Dotnet.Start(program, folder, arguments);
        ShortLife.Prepare(start.Environment);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var server = new OutsideServer(Process.Start(start)!);
        try
        {
            server.Address = await Wait.ForAsync("a line with 'istening on'", () => Task.FromResult(server.FindAddress()));
            server._api = new HttpClient { BaseAddress = new Uri(server.Address + "/api/"), Timeout = Wait.Deadline };
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task<JsonElement> GetAsync(string path) => ReadAsync(_api!.GetAsync(new Uri(path, UriKind.Relative)));

    public Task<JsonElement> PostAsync(string path, object body) =>
        ReadAsync(_api!.PostAsJsonAsync(new Uri(path, UriKind.Relative), body));

    /// <summary>A run, once it has this status.</summary>
    public Task<JsonElement> RunAsync(string runId, string status) => Wait.ForAsync($"run {status}", async () =>
    {
        var run = await GetAsync($"runs/{runId}");
        var now = run.GetProperty("status").GetString();
        if (now is "failed" or "cancelled") throw new InvalidOperationException($"{run}\n{Output}");
        return now == status ? (object)run : null;
    }).ContinueWith(task => (JsonElement)task.Result, TaskScheduler.Default);

    /// <summary>SIGKILL of the process, and of what it started.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Wait.Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _api?.Dispose();
        _process.Dispose();
    }

    private static async Task<JsonElement> ReadAsync(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private string? FindAddress()
    {
        if (Listening().Match(Output) is { Success: true } match) return match.Groups[1].Value.TrimEnd('/');
        return _process.HasExited ? throw new InvalidOperationException($"It ended with {_process.ExitCode}:\n{Output}") : null;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
    }

    [GeneratedRegex(@"istening on:? (http\S+)")]
    private static partial Regex Listening();
}
