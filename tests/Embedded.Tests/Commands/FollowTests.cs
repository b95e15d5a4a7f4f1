using System.Diagnostics;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Tests.Commands;

public sealed class FollowTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(120));

    public void Dispose()
    {
        _patience.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task Follow_TheHostIsKilledAndStartsAgain_ShowsEachEventOnce()
    {
        var teams = Desk.Write(_data.Path);
        using var first = await ServeAsync(teams, "http://127.0.0.1:0");
        var run = (await Program.RunAsync("run", "desk", "Tell them", "--detach", "--server", first.Url)).LastLine;
        using var follow = Start("follow", run, "--server", first.Url);
        var requirement = "";
        List<string> lines = [];
        while (requirement.Length == 0 && await follow.StandardOutput.ReadLineAsync(_patience.Token) is { } line)
        {
            lines.Add(line);
            var at = line.IndexOf(" approve r", StringComparison.Ordinal);
            if (at > 0) requirement = line[(at + " approve ".Length)..].Split(' ')[0];
        }

        first.Process.Kill();
        Assert.Contains("is away", await follow.StandardError.ReadLineAsync(_patience.Token), StringComparison.Ordinal);
        using var second = await ServeAsync(teams, first.Url);
        var approved = await Program.RunAsync("approve", requirement, "--server", second.Url);
        Assert.Equal(ExitCodes.Done, approved.Code);
        lines.AddRange(
            (await follow.StandardOutput.ReadToEndAsync(_patience.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await follow.WaitForExitAsync(_patience.Token);

        Assert.Equal(ExitCodes.Done, follow.ExitCode);
        Assert.Equal("All is done.", lines[^1]);
        foreach (var told in new[] { "  started", "  waiting for approval", "  approved", "  completed" })
            Assert.Single(lines, line => line.Contains(told, StringComparison.Ordinal));
    }

    private async Task<Served> ServeAsync(string teams, string url)
    {
        var process = Start("--teams", teams, "--data", Path.Combine(_data.Path, "data"), "--urls", url);
        var line = await process.StandardOutput.ReadLineAsync(_patience.Token);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        return new Served(process, line!["Listening on ".Length..]);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(EmbeddedHost).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private sealed record Served(Process Process, string Url) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited) Process.Kill();
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}
