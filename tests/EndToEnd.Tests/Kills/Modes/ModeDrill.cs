using System.Collections.Concurrent;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>Many runs of mode teams in one host that is killed on the way.</summary>
internal sealed class ModeDrill : IAsyncDisposable
{
    private readonly Stage _stage;
    private readonly ConcurrentDictionary<string, ModeTeam> _teams = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _failing = new(StringComparer.Ordinal);
    private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);
    private readonly List<ModeRun> _runs = [];
    private int _tags;

    private ModeDrill(Stage stage)
    {
        this._stage = stage;
        Board = new Switchboard(stage);
        stage.Tools.Answers = ModeScripts.Tool;
        stage.Chat.Answers = request => Answer(request, Asked.Of(request));
    }

    public Switchboard Board { get; }

    public Traffic Traffic => _stage.Traffic;

    public IEnumerable<ModeRun> Unfinished => _runs.Where(run => run.Ended is null);

    /// <summary>
    /// A host that serves the teams of all modes. On SQLite it may be one that an earlier drill has started: what ran in it has
    /// ended.
    /// </summary>
    public static async Task<ModeDrill> OpenAsync(ITestOutputHelper output, StoreKind store = StoreKind.Sqlite) => new(
        store == StoreKind.Sqlite
            ? await Stage.ShareAsync(output, store, nameof(ModeDrill), Write)
            : await Stage.OpenAsync(output, store, Write));

    private static void Write(Stage stage)
    {
        foreach (var team in ModeTeams.All) team.Write(stage);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    public string NextTag() => Asked.TagOf(++_tags);

    public async Task<ModeRun> StartAsync(ModeTeam team, string name, string? tag = null, string? failsAt = null)
    {
        tag ??= NextTag();
        _teams[tag] = team;
        if (failsAt is not null) _failing[tag] = failsAt;
        var runId = await _stage.Api.StartRunAsync(team.Id, $"Handle {tag}");
        var run = new ModeRun(team, tag, runId, name) { FailsAt = failsAt };
        _runs.Add(run);
        _stage.Traffic.Note($"{run} is started");
        return run;
    }

    /// <summary>The person's look at the inbox. What was accepted may never be asked again.</summary>
    public async Task ApproveAsync(Func<ModeRun, bool> wanted)
    {
        foreach (var requirement in (await _stage.Api.GetAsync("approvals?status=pending&limit=200")).Expect(200).Json.Items(
            "items"))
        {
            var id = requirement.Text("requirementId")!;
            Assert.DoesNotContain(id, _accepted);
            var run = _runs.Single(run => run.RunId == requirement.Text("runId"));
            if (!wanted(run)) continue;
            var answer = await _stage.Api.ApproveAsync(requirement);
            // A run that is to fail may do so just now: then nothing was decided.
            if (run.FailsAt is not null && answer.Status == 409) continue;
            answer.Expect(200);
            _accepted.Add(id);
        }
    }

    /// <summary>Approves until something happened, and returns at once when it has.</summary>
    public async Task ApproveUntilAsync(string what, Task happened, Func<ModeRun, bool> wanted)
    {
        await Wait.UntilAsync(what, async () =>
        {
            if (happened.IsCompleted) return true;
            await ApproveAsync(wanted);
            await Task.WhenAny(happened, Wait.AgainAsync());
            return happened.IsCompleted;
        });
        await happened;
    }

    /// <summary>
    /// Kills the host, starts another on the same data, and reads what the first had recorded before anything goes on.
    /// </summary>
    public async Task CrashAsync()
    {
        await _stage.KillAsync();
        var before = _stage.Traffic.Count;
        Board.LetGo();
        await _stage.StartHostAsync();
        foreach (var run in Unfinished) run.Crashes.Add(await Recorded.ReadAsync(_stage.Api, run, before));
        _stage.Traffic.Thaw();
    }

    /// <summary>Approves what is asked and waits until all runs have ended.</summary>
    public async Task FinishAsync()
    {
        await Wait.UntilAsync("all runs end", async () =>
        {
            await ApproveAsync(_ => true);
            foreach (var run in Unfinished.ToList())
            {
                var now = await _stage.Api.RunAsync(run.RunId);
                if (now.Text("status") is not ("completed" or "failed" or "cancelled")) return false;
                Assert.True(now.Text("status") == "completed", $"{run} ended: {now.GetRawText()}");
                run.Ended = now;
            }

            return true;
        });
    }

    /// <summary>What a run of a team leaves whose host lives.</summary>
    public async Task<ModeTrace> UndisturbedAsync(ModeTeam team)
    {
        var run = await StartAsync(team, "undisturbed");
        await FinishAsync();
        var trace = await TraceAsync(run);
        ModeAudit.Same(trace, trace);
        return trace;
    }

    /// <summary>What a run left, to be compared with others of its team.</summary>
    public async Task<ModeTrace> TraceAsync(ModeRun run) =>
        ModeTrace.Of(run, run.Ended!.Value, await _stage.Api.EventsAsync(run.RunId), Board.Of(run.Tag));

    /// <summary>Waits until runs that fail have failed, and lets them go on.</summary>
    public async Task RetryAllAsync()
    {
        foreach (var run in Unfinished)
        {
            await Wait.UntilAsync($"{run} fails", async () =>
            {
                await ApproveAsync(_ => true);
                return (await _stage.Api.RunAsync(run.RunId)).Text("status") == "failed";
            });
        }

        foreach (var run in Unfinished) (await _stage.Api.PostAsync($"runs/{run.RunId}/retry", null)).Expect(202);
    }

    public async Task<bool> IsPausedAsync(ModeRun run) => (await _stage.Api.RunAsync(run.RunId)).Text("status") == "paused";

    private ChatAnswer Answer(ChatRequest request, Asked asked) =>
        _failing.TryGetValue(asked.Tag, out var position) && position == asked.Position && _failing.TryRemove(asked.Tag, out _)
            ? ChatAnswer.Fail(400)
            : _teams[asked.Tag].Script(request, asked.Tag);
}
