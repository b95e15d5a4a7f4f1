using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Api;

namespace DurableTeams.Embedded.Tests.Hosting;

/// <summary>The built program as a process: what it says and how it ends when it does not start.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durableteams-cli-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("--urls http://0.0.0.0:0", "--key")]
    [InlineData("--urls https://127.0.0.1:0", "https")]
    [InlineData("--urls nonsense", "--urls")]
    [InlineData("--idle-exit soon", "--idle-exit")]
    [InlineData("--idle-exit 36500d", "must be at most 3650d")]
    [InlineData("--idle-exit 1m --idle-ceiling late", "--idle-ceiling")]
    [InlineData("--idle-ceiling 1h", "--idle-exit")]
    [InlineData("--key", "--key")]
    [InlineData("--store-connection UseDevelopmentStorage=true", "without --store tables")]
    [InlineData("check --store-connection UseDevelopmentStorage=true", "without --store tables")]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("--teams nowhere", "nowhere")]
    public async Task Start_OptionsThatAreWrong_Is2WithTheReason(string arguments, string reason)
    {
        var (code, output, errors) = await RunAsync(arguments.Split(' '));
        Assert.Equal(ExitCodes.BadStart, code);
        Assert.Empty(output);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SeveralOptionsWrong_SaysAll()
    {
        var (code, _, errors) = await RunAsync("--urls", "nonsense", "--idle-exit", "soon");
        Assert.Equal(ExitCodes.BadStart, code);
        Assert.Contains("--urls", errors, StringComparison.Ordinal);
        Assert.Contains("--idle-exit", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TeamFilesWrong_Is2WithFileLineAndReasonOfEach()
    {
        var teams = _directory.CreateSubdirectory("teams").FullName;
        await File.WriteAllTextAsync(Path.Combine(teams, "a.yaml"), "id: a\nmode: coordinate\nsurprise: 1\n");
        await File.WriteAllTextAsync(Path.Combine(teams, "b.yaml"), "id: B!\nmode: nothing\n");
        var (code, _, errors) = await RunAsync("--teams", teams, "--data", Path.Combine(_directory.FullName, "data"));
        Assert.Equal(ExitCodes.BadStart, code);
        Assert.Contains("a.yaml:3:", errors, StringComparison.Ordinal);
        Assert.Contains("b.yaml:1:", errors, StringComparison.Ordinal);
        Assert.Contains("b.yaml:2:", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DataDirectoryInUse_Is3NamingTheHolder()
    {
        var holder = new ApiHost();
        await holder.InitializeAsync();
        try
        {
            var data = holder.Settings().DataDirectory;
            var (code, _, errors) = await RunAsync("--teams", Teams(), "--data", data, "--urls", "http://127.0.0.1:0");
            Assert.Equal(ExitCodes.DataDirectoryInUse, code);
            Assert.Contains(data, errors, StringComparison.Ordinal);
            Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), errors, StringComparison.Ordinal);
        }
        finally
        {
            await holder.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_AddressTaken_Is2WithOneLineAndNoStack()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";
        var (code, output, errors) = await RunAsync(
            "--teams", Teams(), "--data", Path.Combine(_directory.FullName, "data"), "--urls", url);
        Assert.Equal((ExitCodes.BadStart, ""), (code, output));
        Assert.Contains(url, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("used by another program", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DataDirectoryThatIsAFile_Is2()
    {
        var file = Path.Combine(_directory.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        var (code, _, errors) = await RunAsync("--teams", Teams(), "--data", file, "--urls", "http://127.0.0.1:0");
        Assert.Equal(ExitCodes.BadStart, code);
        Assert.Contains("--data", errors, StringComparison.Ordinal);
    }

    private string Teams()
    {
        var teams = _directory.CreateSubdirectory("good").FullName;
        File.WriteAllText(Path.Combine(teams, "a.yaml"), """
            id: a
            mode: coordinate
            model: m
            models:
              m: { provider: openai, model: x, endpoint: "http://127.0.0.1:1" }
            members:
              - id: one
                role: Does it
                model: m
            """);
        return teams;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(EmbeddedHost).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(
                patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
