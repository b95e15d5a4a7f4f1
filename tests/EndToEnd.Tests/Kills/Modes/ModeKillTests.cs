using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>
/// In every mode, a run dies at each of its model and tool calls: one run per point, all of them in the one host that is
/// killed when every run has come to its point.
/// </summary>
public sealed class ModeKillTests(ITestOutputHelper output)
{
    public static TheoryData<string> Teams => [.. ModeTeams.All.Select(team => team.Id)];

    [Theory]
    [MemberData(nameof(Teams))]
    public async Task Runs_KilledWithEachCallInFlightOrPaused_EndAsUndisturbed(string teamId)
    {
        var team = ModeTeams.Named(teamId);
        await using var drill = await ModeDrill.OpenAsync(output);
        var undisturbed = await drill.UndisturbedAsync(team);
        var held = await HoldAllAsync(drill, team, undisturbed);
        var (paused, decided) = (await drill.StartAsync(team, "paused"), await drill.StartAsync(team, "decided"));
        var reached = Task.WhenAll(held.Select(one => one.Line.Reached));
        await drill.ApproveUntilAsync(
            "all runs come to their points", reached, run => held.Any(one => one.Run == run && !one.Line.Reached.IsCompleted));
        await Wait.UntilAsync(
            "both are paused", async () => await drill.IsPausedAsync(paused) && await drill.IsPausedAsync(decided));

        await drill.ApproveAsync(run => run == decided);
        await drill.CrashAsync();
        Assert.True(await drill.IsPausedAsync(paused));
        await drill.FinishAsync();

        foreach (var (run, _, point) in held)
        {
            var trace = await drill.TraceAsync(run);
            ModeAudit.Same(undisturbed, trace);
            Assert.Equal(2, trace.Asked.Count(one => one.Position == point));
        }

        ModeAudit.Same(undisturbed, await drill.TraceAsync(decided));
        var waited = await drill.TraceAsync(paused);
        ModeAudit.Same(undisturbed, waited);
        Assert.Equal(waited.Positions.Count(), waited.Asked.Count);
    }

    [Theory]
    [MemberData(nameof(Teams))]
    public async Task Runs_KilledRightAfterEachCallWasAnswered_EndAsUndisturbed(string teamId)
    {
        var team = ModeTeams.Named(teamId);
        await using var drill = await ModeDrill.OpenAsync(output);
        var undisturbed = await drill.UndisturbedAsync(team);
        var held = await HoldAllAsync(drill, team, undisturbed);
        var reached = Task.WhenAll(held.Select(one => one.Line.Reached));
        await drill.ApproveUntilAsync(
            "all runs come to their points", reached, run => held.Any(one => one.Run == run && !one.Line.Reached.IsCompleted));

        foreach (var (_, line, _) in held) line.LetPointPass();
        await Task.WhenAll(held.Select(one => one.Line.Answered)).WaitAsync(Wait.Deadline);
        await drill.CrashAsync();
        await drill.FinishAsync();

        foreach (var (run, _, _) in held) ModeAudit.Same(undisturbed, await drill.TraceAsync(run));
    }

    private static async Task<List<(ModeRun Run, Line Line, string Point)>> HoldAllAsync(
        ModeDrill drill, ModeTeam team, ModeTrace undisturbed)
    {
        var held = new List<(ModeRun, Line, string)>();
        foreach (var (index, point) in undisturbed.Positions.Index())
        {
            var tag = drill.NextTag();
            var line = drill.Board.Hold(tag, point);
            held.Add((await drill.StartAsync(team, $"point {index + 1}", tag), line, point));
        }

        return held;
    }
}
