using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>
/// In every mode, a run fails at each of its model calls and is retried, and the host dies while the retries are on their
/// way: what was recorded before the failure is not asked again, and the run ends as one that never failed.
/// </summary>
public sealed class ModeRetryKillTests(ITestOutputHelper output)
{
    public static TheoryData<string> Teams => [.. ModeTeams.All.Select(team => team.Id)];

    [Theory]
    [MemberData(nameof(Teams))]
    public async Task Runs_FailedAtEachModelCallRetriedAndKilled_EndAsUndisturbed(string teamId)
    {
        var team = ModeTeams.Named(teamId);
        await using var drill = await ModeDrill.OpenAsync(output);
        var undisturbed = await drill.UndisturbedAsync(team);
        var runs = new List<ModeRun>();
        foreach (var (index, call) in undisturbed.Asked.Where(one => one.Key is null).Index())
            runs.Add(await drill.StartAsync(team, $"fails at model call {index + 1}", failsAt: call.Position));

        await drill.RetryAllAsync();
        await drill.CrashAsync();
        await drill.FinishAsync();

        Assert.NotEmpty(runs);
        foreach (var run in runs) ModeAudit.SameButEvents(undisturbed, await drill.TraceAsync(run));
    }
}
