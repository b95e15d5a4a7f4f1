using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Replay;
using DurableTeams.Sqlite;

namespace DurableTeams.Embedded.Tests.Commands;

public sealed class CheckTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _copy = new();

    public void Dispose()
    {
        _data.Dispose();
        _copy.Dispose();
    }

    [Fact]
    public async Task Check_AfterEveryReferenceRunAndWhileTheHostWorks_IsSound()
    {
        await using var host = await ReferenceHost.StartAsync(_data.Path);
        foreach (var run in ReferenceRun.All) await run.PlayAsync(host);
        var ended = await Program.RunAsync("check", "--data", _data.Path);
        Assert.Equal("sound\n", ended.Output);
        Assert.Equal(ExitCodes.Done, ended.Code);
    }

    [Fact]
    public async Task Check_EachRuleBroken_IsALineEach()
    {
        var (completed, paused) = await CommandData.FillAsync(_data.Path);
        await CommandData.ChangeAsync(
            _data.Path,
            "INSERT INTO tasks (instance, generation, id, name) VALUES (99, 0, 0, 'x')",
            "INSERT INTO timers SELECT key, generation, 77, 1 FROM instances WHERE completed IS NOT NULL LIMIT 1",
            "DELETE FROM events WHERE sequence = 2 AND run = 1",
            "UPDATE member_runs SET status = 3 WHERE run = 2 AND agent = 1",
            "DELETE FROM history WHERE instance = (SELECT key FROM instances WHERE id = (SELECT run_id FROM runs WHERE id = 2))",
            "DELETE FROM timers WHERE instance = (SELECT key FROM instances WHERE id = (SELECT run_id FROM runs WHERE id = 2))",
            "DELETE FROM instances WHERE id = (SELECT run_id FROM runs WHERE id = 2)",
            "INSERT INTO event_keys VALUES (77, x'00')",
            "INSERT INTO texts (run, hash, text) VALUES (78, 1, 'x')",
            "UPDATE runs SET output = 999 WHERE id = 1");
        var ended = await Program.RunAsync("check", "--data", _data.Path);
        Assert.Equal(ExitCodes.Failed, ended.Code);
        Assert.Equal(
            [
                "1 activities without an instance",
                "1 timers of instances that have ended",
                $"1 runs under way without an orchestration: {paused}",
                $"1 runs with gaps in their events: {completed}",
                $"1 requirements open for member runs that have ended: {paused}.1-1-0",
                ended.Output.Split('\n').Single(line => line.Contains("texts of missing runs", StringComparison.Ordinal)),
                "1 rows in event_keys of missing runs: run #77",
                "1 rows in runs whose output is missing: #1",
            ],
            ended.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Check_DamagedFile_SaysSo()
    {
        await CommandData.FillAsync(_data.Path);
        // A backup is one file: no write-ahead log lies over the damage.
        DatabaseMaintenance.Backup(CommandData.File(_data.Path), CommandData.File(_copy.Path));
        await using (var file = new FileStream(CommandData.File(_copy.Path), FileMode.Open))
        {
            file.Seek(4096 * 2, SeekOrigin.Begin);
            file.Write(new byte[4096 * 3]);
        }

        var ended = await Program.RunAsync("check", "--data", _copy.Path);
        Assert.Equal(ExitCodes.Failed, ended.Code);
        Assert.NotEmpty(ended.Output);
        Assert.DoesNotContain("sound", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_FileThatIsNoDatabase_SaysSo()
    {
        await File.WriteAllTextAsync(CommandData.File(_data.Path), new string('x', 5000));
        var ended = await Program.RunAsync("check", "--data", _data.Path);
        Assert.Equal(ExitCodes.Failed, ended.Code);
        Assert.Contains("not a database", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OlderSchema_SaysHowToBringItForward()
    {
        await CommandData.ChangeAsync(_data.Path, "PRAGMA user_version = 1");
        var ended = await Program.RunAsync("check", "--data", _data.Path);
        Assert.Equal(ExitCodes.BadStart, ended.Code);
        Assert.Contains("start the host", ended.Errors, StringComparison.Ordinal);
    }
}
