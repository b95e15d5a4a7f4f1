using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Tests.Commands;

/// <summary>What the built host writes where: standard output is for programs, standard error for people and logs.</summary>
public sealed class HostLinesTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Serve_IntoPipes_OneLineOnOutputAndPlainLinesWithoutContent()
    {
        var (output, errors) = await ServeAsync();
        Assert.StartsWith("Listening on http://127.0.0.1:", Assert.Single(output), StringComparison.Ordinal);
        Assert.Contains(errors, line => line.StartsWith("  teams ", StringComparison.Ordinal));
        Assert.Contains(errors, line => line.Contains("waiting for approval  send  -> ", StringComparison.Ordinal)
            && line.Contains("approve r", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, line => line.Contains('\u001b') || line.Contains("hello", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Serve_LogFormatJson_EachLineOnErrorsIsAnObject()
    {
        var (output, errors) = await ServeAsync("--log-format", "json");
        Assert.Single(output);
        var lines = errors.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, line.ValueKind));
        Assert.Equal("HostListening", lines[0].GetProperty("event").GetString());
        var asked = lines.Single(line => line.TryGetProperty("event", out var type) && type.ValueEquals("RequirementCreated"));
        Assert.Equal(("send", "confirmation"), (asked.GetProperty("tool").GetString(), asked.GetProperty("kind").GetString()));
    }

    private async Task<(List<string> Output, List<string> Errors)> ServeAsync(params string[] options)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            typeof(EmbeddedHost).Assembly.Location, "serve", "--teams", Desk.Write(_data.Path),
            "--data", Path.Combine(_data.Path, "data"), "--urls", "http://127.0.0.1:0", .. options,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var first = await process.StandardOutput.ReadLineAsync(patience.Token);
            using var http = new HttpClient { BaseAddress = new Uri(first!["Listening on ".Length..]) };
            http.DefaultRequestHeaders.Add("Prefer", "wait=60");
            using var run = await http.PostAsJsonAsync(
                new Uri("api/teams/desk/runs", UriKind.Relative), new { message = "hello" }, patience.Token);
            Assert.Equal(200, (int)run.StatusCode);
            using var signal = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            var rest = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.Equal(ExitCodes.Done, process.ExitCode);
            return (Lines(first + '\n' + rest), Lines(await errors));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static List<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
