using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Embedded.Client;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace DurableTeams.Embedded.Tests.Commands;

/// <summary><c>inbox</c> on a terminal: a table, live with <c>--watch</c>.</summary>
public sealed class InboxScreenTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly Recorder _screen = new();
    private EmbeddedHost _host = null!;

    public async Task InitializeAsync()
    {
        Assert.True(ListenAddress.TryParse("http://127.0.0.1:0", out var address, out _));
        _host = await EmbeddedHost.StartAsync(new HostSettings
        {
            TeamsDirectory = Desk.Write(_data.Path),
            DataDirectory = Path.Combine(_data.Path, "data"),
            Address = address,
            LogLevel = LogLevel.Error,
        });
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Watch_OnATerminal_ShowsWhatComesInAndDropsWhatIsDecided()
    {
        using var client = new HostClient(new Uri(_host.Url), null);
        var talk = new HostTalk(client, TextWriter.Null, Paint.None, Json: false);
        using var stop = new CancellationTokenSource();
        var watching = new InboxScreen(talk, Terminal(), TimeProvider.System)
            .ShowAsync(new HostInbox(talk, "", 20), TimeSpan.FromMilliseconds(20), stop.Token);
        await Wait.UntilAsync(() => _screen.Text.Contains("Nobody has to decide anything."));

        var run = await client.PostAsync("teams/desk/runs", new JsonObject { ["message"] = "Tell them" }, default);
        await Wait.UntilAsync(() => _screen.Text.Contains($"{run.Text("runId")}.1-1-0"));
        Assert.Contains("desk › sender", _screen.Text, StringComparison.Ordinal);
        Assert.Contains("approve ID", _screen.Text, StringComparison.Ordinal);
        var before = _screen.Text.Length;
        await client.PostAsync(
            $"approvals/{run.Text("runId")}.1-1-0/resolve", new JsonObject { ["decision"] = "approve" }, default);
        await Wait.UntilAsync(() => _screen.Text[before..].Contains("Nobody has to decide anything."));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    // Where `script` gives the program a terminal.
    [Fact]
    public async Task Inbox_Terminal_IsATableAndAPipeGetsLines()
    {
        if (!File.Exists("/usr/bin/script")) return;
        using var client = new HostClient(new Uri(_host.Url), null);
        await client.PostAsync("teams/desk/runs?wait=30s", new JsonObject { ["message"] = "Tell them" }, default);
        var program = $"dotnet {typeof(EmbeddedHost).Assembly.Location} inbox --server {_host.Url}";

        var piped = await Program.RunAsync("inbox", "--server", _host.Url);
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/script")
        {
            ArgumentList = { "-qec", program, "/dev/null" }, RedirectStandardOutput = true, RedirectStandardInput = true,
            Environment = { ["TERM"] = "xterm" },
        })!;
        var table = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Contains("Question", table, StringComparison.Ordinal);
        Assert.Contains("\u001b[", table, StringComparison.Ordinal);
        Assert.DoesNotContain("Question", piped.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', piped.Output);
    }

    [Fact]
    public void Table_AnyText_IsTextAndIdsStayWhole()
    {
        const string Id = "r01ka8z5g6w1m0x2c3v4b5n6m7q8.1.1-12-3";
        var one = JsonSerializer.SerializeToElement(new
        {
            requirementId = Id,
            kind = "confirmation",
            memberPath = new[] { "office", "[red]payer[/]" },
            tool = new { name = "pay", arguments = new { text = "\u001b[2J[bold]x[/]\n\u202Ey" } },
            createdAt = DateTimeOffset.UnixEpoch,
            expiresAt = DateTimeOffset.UnixEpoch.AddHours(1),
            approvals = new { needed = 2, given = new[] { "ann" } },
        });
        var console = Terminal(80);
        console.Write(InboxTable.Of([one], DateTimeOffset.UnixEpoch.AddMinutes(15), command => command));

        Assert.Contains(Id, _screen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[2J", _screen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', _screen.Text);
        Assert.Contains("[red]", _screen.Text, StringComparison.Ordinal);
        Assert.Contains("15m", _screen.Text, StringComparison.Ordinal);
        Assert.Contains("in 45m", _screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_HostIsAway_IsWaitedForByThePatientAlone()
    {
        using var client = new HostClient(new Uri("http://127.0.0.1:1"), null);
        var inbox = new HostInbox(new HostTalk(client, TextWriter.Null, Paint.None, Json: false), "", 20);
        Assert.Null(await inbox.ReadAsync(patient: true, default));
        var away = await Assert.ThrowsAsync<HostCallException>(() => inbox.ReadAsync(patient: false, default));
        Assert.Equal(ExitCodes.NotReachable, away.ExitCode);
    }

    private IAnsiConsole Terminal(int width = 140)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(_screen),
        });
        (console.Profile.Width, console.Profile.Height) = (width, 40);
        return console;
    }

    /// <summary>All that was written, for a reader on another thread.</summary>
    private sealed class Recorder : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public string Text
        {
            get
            {
                lock (_text) return _text.ToString();
            }
        }

        public override void Write(char value)
        {
            lock (_text) _text.Append(value);
        }
    }
}
