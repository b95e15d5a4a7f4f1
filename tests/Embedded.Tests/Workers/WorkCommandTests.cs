using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Tests.Workers;

/// <summary>The command line's worker as a process, with shell scripts as agents, against a double of the host.</summary>
public sealed class WorkCommandTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<WorkerProcess> _workers = [];
    private WorkHost _host = null!;

    public async Task InitializeAsync() => _host = await WorkHost.OpenAsync();

    public async Task DisposeAsync()
    {
        _workers.ForEach(worker => worker.Dispose());
        await _host.DisposeAsync();
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Work_TheTask_IsOnStandardInputAndTheOutputIsTheAnswer()
    {
        _host.Key = "k1";
        var work = _host.Offer("Write 'it' $HOME");

        var code = await Start(
            ["--once"],
            """echo "got: $(cat)"; echo "$DURABLETEAMS_WORK_ID $DURABLETEAMS_RUN_ID $DURABLETEAMS_SESSION_ID $TRACEPARENT"; pwd; ls""",
            ("DURABLETEAMS_KEY", "k1")).EndAsync();

        Assert.Equal(
            $"got: Write 'it' $HOME\nr1.1-w r1 s1 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n{Folder(work)}\nwork.json",
            await work.Completion.Task);
        Assert.Equal(ExitCodes.Done, code);
        Assert.False(Directory.Exists(Folder(work)));
    }

    [Fact]
    public async Task Work_TaskInAnArgument_LeavesStandardInputEmpty()
    {
        var work = _host.Offer("Write it");

        await Start(["--once", "--keep"], """echo "$1, $(cat | wc -c | tr -d ' ')" """, more: ["{task} now"]).EndAsync();

        Assert.Equal("Write it now, 0", await work.Completion.Task);
        Assert.True(File.Exists(Path.Combine(Folder(work), "work.json")));
    }

    [Fact]
    public async Task Work_ACommandThatFails_FailsTheWorkWithTheEndOfItsErrors()
    {
        var work = _host.Offer("Write it");

        var worker = Start(["--once"], """for i in $(seq 1 400); do echo "line $i" >&2; done; exit 3""");

        Assert.Equal(ExitCodes.Failed, await worker.EndAsync());
        var told = await work.Completion.Task;
        Assert.Contains("The command ended with exit code 3: [", told, StringComparison.Ordinal);
        Assert.EndsWith("""line 400","code":"commandFailed"}""", told, StringComparison.Ordinal);
        Assert.InRange(told.Length, 2000, 2400);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_CancelledOrLost_EndsTheWholeGroup(bool cancelled)
    {
        _host.Lease = TimeSpan.FromSeconds(1);
        var work = _host.Offer("Write it");
        // It heeds no SIGTERM, and neither does what it started.
        var worker = Start(
            ["--once", "--grace", "100ms"],
            """trap '' TERM; (trap '' TERM; echo $BASHPID > child; while :; do sleep 1; done) & echo $$ > self; wait""");
        var ids = await IdsAsync(work, "self", "child");

        if (cancelled) work.Cancelled = true;
        else work.Token = "somebody else's";

        Assert.Equal(ExitCodes.Failed, await worker.EndAsync());
        Assert.All(ids, id => Assert.False(IsThere(id)));
        Assert.Empty(work.Completions);
    }

    [Fact]
    public async Task Work_KilledWorker_ItsCommandIsEndedByTheNext()
    {
        var work = _host.Offer("Write it");
        var first = Start(["--once"], "echo $$ > self; exec sleep 1000");
        var id = Assert.Single(await IdsAsync(work, "self"));
        first.Kill();
        Assert.True(IsThere(id));

        _host.Lose(work);
        await Start(["--once"], "echo second").EndAsync();

        Assert.Equal("second", await work.Completion.Task);
        Assert.False(IsThere(id));
    }

    [Fact]
    public async Task Work_Terminated_EndsItsCommandsAfterTheGraceTime()
    {
        var work = _host.Offer("Write it");
        var worker = Start(["--grace", "100ms"], "echo $$ > self; exec sleep 1000");
        var id = Assert.Single(await IdsAsync(work, "self"));

        worker.Terminate();

        Assert.Equal(ExitCodes.Done, await worker.EndAsync());
        Assert.False(IsThere(id));
        Assert.Empty(work.Completions);
    }

    [Fact]
    public async Task Work_Transcript_IsReportedWhileTheCommandRunsAndOnceOverAKill()
    {
        const string Script = """
            echo '{"role":"assistant","id":"m1","model":"small","content":"Looking","usage":{"inputTokens":10,"outputTokens":5},"toolCalls":[{"id":"c1","name":"ls","arguments":{}}]}' > $DURABLETEAMS_TRANSCRIPT
            while [ ! -e go ]; do sleep 0.05; done
            echo '{"role":"tool","toolCallId":"c1","content":"a b"}' >> $DURABLETEAMS_TRANSCRIPT
            echo the answer
            """;
        var work = _host.Offer("Write it");
        var first = Start(["--once", "--transcript", "jsonl"], Script);
        await Wait.UntilAsync(() => work.Events.ContainsKey("m1"));
        first.Kill();

        _host.Lose(work);
        var second = Start(["--once", "--transcript", "jsonl"], Script);
        await Wait.UntilAsync(() => work.Order.Count(id => id == "m1") > 1);
        File.WriteAllText(Path.Combine(Folder(work), "go"), "");

        Assert.Equal((ExitCodes.Done, "the answer"), (await second.EndAsync(), await work.Completion.Task));
        Assert.Equal(["c1", "m1"], work.Events.Keys.Order());
    }

    [Fact]
    public async Task Work_TranscriptOnStandardOutput_AnswersWithItsLastWords()
    {
        var work = _host.Offer("Write it");

        await Start(["--once", "--transcript", "jsonl"], """
            echo '{"type":"assistant","session_id":"s","message":{"id":"msg_1","model":"claude-x","content":[{"type":"text","text":"Hm"}],"usage":{"input_tokens":3,"output_tokens":1}}}'
            echo '{"type":"result","session_id":"s","result":"It is done","usage":{"input_tokens":3,"output_tokens":4}}'
            """).EndAsync();

        Assert.Equal("It is done", await work.Completion.Task);
        Assert.Equal("""{"inputTokens":3,"outputTokens":4}""", work.Events["msg_1"].GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task Report_FromAScript_TellsEventsAndTheEnd()
    {
        var work = _host.Offer("Write it");
        var report = $"dotnet '{typeof(EmbeddedHost).Assembly.Location}' report";

        await Start(["--once", "--keep"], $$"""
            {{report}} --type modelCall --id e1 --name small --input-tokens 7 --output-tokens 2
            echo '{"hook_event_name":"PostToolUse","tool_name":"Bash","tool_input":{"command":"ls"},"tool_response":{"stdout":"a"},"tool_use_id":"toolu_1"}' | {{report}} --event -
            {{report}} --event - < /dev/null; echo "bad: $?" > codes
            {{report}} --complete "told by the script"; echo "end: $?" >> codes; {{report}} --complete other; echo "again: $?" >> codes
            """).EndAsync();

        Assert.Equal("told by the script", await work.Completion.Task);
        Assert.Equal(["e1", "toolu_1"], work.Events.Keys.Order());
        Assert.Equal("Bash", work.Events["toolu_1"].GetProperty("name").GetString());
        Assert.Equal("bad: 2\nend: 0\nagain: 1\n", await File.ReadAllTextAsync(Path.Combine(Folder(work), "codes")));
    }

    [Theory]
    [InlineData("--queue: 'Coders' is no queue", "--queue", "Coders", "--", "sh")]
    [InlineData("COMMAND: there is no program no-such-program", "--queue", "coders", "--", "no-such-program")]
    [InlineData("--parallel: 0 must be 1 to 256", "--queue", "coders", "--parallel", "0", "--", "sh")]
    [InlineData("--transcript: 'xml' must be jsonl", "--queue", "coders", "--transcript", "xml", "--", "sh")]
    [InlineData("--grace: 'soon' must be", "--queue", "coders", "--grace", "soon", "--", "sh")]
    [InlineData("--server: 'nowhere' is no address", "--queue", "coders", "--server", "nowhere", "--", "sh")]
    public async Task Work_WrongOptions_SayWhatToChange(string expected, params string[] arguments)
    {
        var ended = await Commands.Program.RunAsync(["work", .. arguments]);

        Assert.Equal(ExitCodes.BadStart, ended.Code);
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OutsideOfWork_SaysSo()
    {
        var ended = await Commands.Program.RunAsync("report", "--complete", "x");

        Assert.Equal(ExitCodes.BadStart, ended.Code);
        Assert.Contains("DURABLETEAMS_WORK_ID is not set", ended.Errors, StringComparison.Ordinal);
    }

    private string Folder(GivenWork work) => Path.Combine(_directory.Path, work.WorkId);

    private async Task<IReadOnlyList<int>> IdsAsync(GivenWork work, params string[] files)
    {
        List<int> ids = [];
        foreach (var file in files.Select(file => Path.Combine(Folder(work), file)))
        {
            await Wait.UntilAsync(() => File.Exists(file) && File.ReadAllText(file).EndsWith('\n'));
            ids.Add(int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture));
        }

        return ids;
    }

    private WorkerProcess Start(
        string[] options, string script, (string Name, string Value)? variable = null, string[]? more = null)
    {
        string[] arguments =
        [
            "work", "--queue", "coders", "--server", _host.Address, "--dir", _directory.Path, .. options,
            "--", "bash", "-c", script, "agent", .. more ?? [],
        ];
        var worker = new WorkerProcess(arguments, variable);
        _workers.Add(worker);
        return worker;
    }

    private static bool IsThere(int id)
    {
        try
        {
            // A process that has ended and that nobody has waited for is not there.
            return File.Exists($"/proc/{id}/stat")
                ? !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal)
                    : kill(id, 0) == 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable IDE1006, SYSLIB1054 // the C function's own name; source generation would need unsafe code for one call
    private static extern int kill(int pid, int signal);
#pragma warning restore IDE1006, SYSLIB1054

    /// <summary>The worker's process.</summary>
    private sealed class WorkerProcess : IDisposable
    {
        private readonly Process _process;

        public WorkerProcess(string[] arguments, (string Name, string Value)? variable)
        {
            var start = new ProcessStartInfo("dotnet");
            foreach (var argument in arguments.Prepend(typeof(EmbeddedHost).Assembly.Location)) start.ArgumentList.Add(argument);
            if (variable is { } set) start.Environment[set.Name] = set.Value;
            _process = Process.Start(start)!;
        }

        public async Task<int> EndAsync()
        {
            await _process.WaitForExitAsync().WaitAsync(Wait.Deadline);
            return _process.ExitCode;
        }

        public void Terminate() => _ = kill(_process.Id, 15);

        public void Kill()
        {
            _process.Kill();
            _process.WaitForExit();
        }

        public void Dispose()
        {
            if (!_process.HasExited) Kill();
            _process.Dispose();
        }
    }
}
