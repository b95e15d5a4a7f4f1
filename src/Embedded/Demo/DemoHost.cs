using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace DurableTeams.Embedded.Demo;

/// <summary>The embedded host as a child process, with a client of its API.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly HttpClient _client;

    private DemoHost(Process process, string url)
    {
        _process = process;
        _client = new HttpClient { BaseAddress = new Uri(url + "/api/"), Timeout = Patience };
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
    }

    /// <summary>The child's process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts a host and waits until it listens.</summary>
    /// <exception cref="DemoFailedException">The host did not start.</exception>
    public static async Task<DemoHost> StartAsync(string teams, string data, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        // A process started as "dotnet DurableTeams.Embedded.dll" is dotnet's, and needs the dll; the program's own executable
        // needs none.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(DemoHost).Assembly.Location);
        foreach (var argument in new[] { "--teams", teams, "--data", data, "--urls", "http://127.0.0.1:0" })
            start.ArgumentList.Add(argument);
        // The story is the demo's to tell.
        start.Environment.TryAdd("DURABLETEAMS_LOG", "Error");
        var process = Process.Start(start) ?? throw new DemoFailedException("the host could not be started.");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                if (!line.StartsWith("Listening on ", StringComparison.Ordinal)) continue;
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new DemoHost(process, line["Listening on ".Length..].TrimEnd('/'));
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        throw new DemoFailedException($"the host ended with exit code {process.ExitCode} before it listened.");
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>GET below <c>/api</c>.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>POST below <c>/api</c>.</summary>
    public async Task<JsonElement> PostAsync<T>(string path, T body, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>Waits until the run has this status.</summary>
    /// <exception cref="DemoFailedException">The run ended otherwise, or did not get there in time.</exception>
    public async Task<JsonElement> WaitForAsync(string runId, string status, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience)
        {
            var run = await GetAsync($"runs/{runId}", cancellationToken);
            var now = run.GetProperty("status").GetString();
            if (now == status) return run;
            if (now is "completed" or "failed" or "cancelled")
                throw new DemoFailedException($"the run is {now}: {run.GetProperty("error").GetRawText()}");
            await Task.Delay(50, cancellationToken);
        }

        throw new DemoFailedException($"the run did not become {status} within {Patience.TotalSeconds} s.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new DemoFailedException($"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
