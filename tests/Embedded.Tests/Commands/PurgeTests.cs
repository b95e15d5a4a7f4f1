using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Replay;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.RunStore;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Commands;

public sealed class PurgeTests : IDisposable
{
    private static readonly string[] OfRuns =
        [
            "runs", "member_runs", "messages", "events", "event_keys", "requirements", "texts", "session_turns", "audit",
            "claims", "sessions", "definitions"
        ];

    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Purge_AllRunsOld_LeavesNothing()
    {
        await using (var host = await ReferenceHost.StartAsync(_data.Path))
        {
            foreach (var run in ReferenceRun.All.Where(run => run.Name is not ("waiting-for-approval" or "member-timeout")))
                await run.PlayAsync(host);
        }

        await AgeAsync("1 = 1");
        var counted = await PurgeAsync("--dry-run");
        var (runs, orchestrations) = (CommandData.Count(_data.Path, "runs"), CommandData.Count(_data.Path, "instances"));
        Assert.Equal(ReferenceRun.All.Count - 2, runs);
        var removed = await PurgeAsync();
        Assert.Equal(ExitCodes.Done, removed.Code);
        Assert.StartsWith($"removed {runs} runs, {orchestrations} orchestrations, ", removed.LastLine, StringComparison.Ordinal);
        Assert.EndsWith($" {runs} sessions", removed.LastLine, StringComparison.Ordinal);
        Assert.Equal(removed.LastLine.Replace("removed", "would remove", StringComparison.Ordinal), counted.LastLine);
        foreach (var table in (string[])[.. OfRuns, "instances", "history", "tasks", "timers"])
            Assert.Equal(0, CommandData.Count(_data.Path, table));
    }

    [Fact]
    public async Task Purge_OldAndNewAndUnfinished_RemovesTheOldFinishedAlone()
    {
        string old, recent, waiting;
        await using (var host = await ReferenceHost.StartAsync(_data.Path))
        {
            old = await CommandData.Approved.PlayAsync(host);
            recent = await CommandData.Approved.PlayAsync(host);
            waiting = await CommandData.Waiting.PlayAsync(host);
        }

        await AgeAsync($"run_id IN ('{old}', '{waiting}')");
        Assert.Equal(ExitCodes.Done, (await PurgeAsync()).Code);
        Assert.Equal("sound\n", (await Program.RunAsync("check", "--data", _data.Path)).Output);
        await using var again = await ReferenceHost.StartAsync(_data.Path);
        await Assert.ThrowsAsync<HttpRequestException>(() => again.StatusAsync(old));
        Assert.Equal("completed", await again.StatusAsync(recent));
        await again.DecideAsync(waiting, "approve");
        await again.EndAsync(waiting);
        Assert.Equal("completed", await again.StatusAsync(waiting));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Purge_OneRunOfASession_KeepsTheSessionWithTheOther(bool newest)
    {
        string[] runs = new string[2];
        await using (var host = await ReferenceHost.StartAsync(_data.Path))
        {
            var team = ReferenceRun.All.Single(run => run.Name == "parallel-members");
            for (var i = 0; i < 2; i++)
            {
                runs[i] = await host.RunToRestAsync(team, "talk");
                await host.EndAsync(runs[i]);
            }
        }

        await AgeAsync($"run_id = '{runs[newest ? 1 : 0]}'");
        Assert.EndsWith(" 0 sessions", (await PurgeAsync()).LastLine, StringComparison.Ordinal);
        Assert.Equal("sound\n", (await Program.RunAsync("check", "--data", _data.Path)).Output);
        await using var database = SqliteDatabase.Open(_data.Path, NullLoggerFactory.Instance);
        var session = await new SqliteRunStore(database).FindSessionAsync("talk");
        Assert.Equal([runs[newest ? 0 : 1]], session!.RunIds);
    }

    [Fact]
    public async Task Purge_MoreThanABatch_RemovesThemAll()
    {
        await CommandData.FillAsync(_data.Path);
        await CommandData.ChangeAsync(_data.Path, $"""
            WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < {1000 + (2 * RunPurge.BatchSize)})
            INSERT INTO runs SELECT i, 'x' || i, team, session, status, pauses, user_id, parent, 'in', 'out', error, metadata,
                definition, trace_id, request_hash, cancel_at, cancel_reason, created, updated, 1, attempt, fork_of,
                fork_sequence, trace_parent
            FROM n, runs r WHERE r.id = 1
            """);
        Assert.StartsWith(
            $"removed {(2 * RunPurge.BatchSize) + 1} runs, ", (await PurgeAsync()).LastLine, StringComparison.Ordinal);
        Assert.Equal(2, CommandData.Count(_data.Path, "runs"));
    }

    [Fact]
    public async Task Purge_RunWithAnOrchestrationAtWork_IsKept()
    {
        var (completed, _) = await CommandData.FillAsync(_data.Path);
        await AgeAsync($"run_id = '{completed}'");
        await CommandData.ChangeAsync(
            _data.Path, $"UPDATE instances SET status = 0, completed = NULL WHERE id = '{completed}.1'");
        Assert.Equal("removed nothing", (await PurgeAsync()).LastLine);
        Assert.Equal(2, CommandData.Count(_data.Path, "runs"));
    }

    [Fact]
    public async Task Purge_WhileAHostHoldsTheDirectory_Is3AndTheDryRunIsNot()
    {
        await using var host = await ReferenceHost.StartAsync(_data.Path);
        await CommandData.Approved.PlayAsync(host);
        var refused = await PurgeAsync("--older-than", "0s");
        Assert.Equal(ExitCodes.DataDirectoryInUse, refused.Code);
        Assert.Contains(_data.Path, refused.Errors, StringComparison.Ordinal);
        var counted = await Program.RunAsync("purge", "--older-than", "0s", "--dry-run", "--data", _data.Path);
        Assert.StartsWith("would remove 1 runs, 2 orchestrations, ", counted.LastLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--older-than", "soon")]
    [InlineData("--older-than", "-1d")]
    [InlineData("--older-than")]
    [InlineData("--dry-run")]
    public async Task Purge_NoAgeOrOneThatIsNone_Is2(params string[] arguments)
    {
        await CommandData.ChangeAsync(_data.Path);
        var ended = await Program.RunAsync(["purge", "--data", _data.Path, .. arguments]);
        Assert.Equal(ExitCodes.BadStart, ended.Code);
        Assert.Contains("--older-than", ended.Errors, StringComparison.Ordinal);
    }

    private Task<Ended> PurgeAsync(params string[] more) => Program.RunAsync(
    [
        .. (string[])["purge", "--data", _data.Path],
        .. more.Contains("--older-than") ? [] : (string[])["--older-than", "30d"],
        .. more
    ]);

    /// <summary>Makes runs look as if they had ended 31 days ago.</summary>
    private Task AgeAsync(string where) => CommandData.ChangeAsync(
        _data.Path,
        $"UPDATE runs SET completed = completed - {TimeSpan.FromDays(31).Ticks} WHERE completed IS NOT NULL AND ({where})");
}
