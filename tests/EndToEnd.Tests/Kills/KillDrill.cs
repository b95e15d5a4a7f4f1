using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Harness.Events;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>One run of the newsroom whose host is killed on the way, any number of times.</summary>
public sealed class KillDrill(Stage stage)
{
    private readonly List<Crash> _crashes = [];
    private IReadOnlySet<string> _earlier = new HashSet<string>();
    private EventStream? _stream;

    public string RunId { get; private set; } = "";

    /// <summary>
    /// A host of the newsroom, which may be one that an earlier drill has started: it was killed, is whole again, and nothing in
    /// it waits for a person.
    /// </summary>
    public static Task<Stage> StageAsync(ITestOutputHelper output) =>
        Stage.ShareAsync(output, StoreKind.Sqlite, [Newsroom.Team], among: nameof(KillDrill));

    public async Task StartAsync()
    {
        _earlier = await RunAudit.RunsAsync(stage.Api);
        RunId = await stage.Api.StartRunAsync("newsroom", "Find the fact and send it");
        _stream = new EventStream(RunId);
        await _stream.ConnectAsync(stage.Api);
    }

    /// <summary>
    /// Kills the host, starts another on the same data, and reads what the first had recorded before anything goes on.
    /// </summary>
    public Task CrashAsync() => CrashAsync(() => Task.CompletedTask);

    /// <summary>The same, with what happens while no host is there.</summary>
    public async Task CrashAsync(Func<Task> meanwhile)
    {
        await stage.KillAsync();
        await meanwhile();
        var requestsBefore = stage.Traffic.Count;
        await stage.StartHostAsync();
        _crashes.Add(await Crash.ReadAsync(stage, RunId, requestsBefore));
        await _stream!.ConnectAsync(stage.Api);
        stage.Traffic.Thaw();
    }

    /// <summary>The person's part: approves the one pending requirement, which is no more pending on return.</summary>
    public async Task ApproveAsync()
    {
        var requirement = await stage.Api.UntilPausedAsync(RunId);
        Assert.Equal("send_message", requirement.Text("tool", "name"));
        (await stage.Api.ApproveAsync(requirement)).Expect(200);
    }

    /// <summary>
    /// Waits for the end, with no call that could push the run, and checks everything that a crash may not harm.
    /// </summary>
    public async Task<JsonElement> FinishAsync()
    {
        var run = await stage.Api.UntilAsync(RunId, "completed");
        await _stream!.EndAsync();
        await RunAudit.AssertAsync(stage, run, _earlier, _stream.Events, _crashes);
        return run;
    }
}
