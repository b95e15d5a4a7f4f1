using System.Diagnostics;
using System.Globalization;
using DurableTeams.Definitions.Files;

namespace DurableTeams.Bench;

/// <summary>
/// What each mode costs beside the model calls it makes: one run at a time, models that take no time. Commits and time per
/// model call are what a mode could add to; nothing is asserted.
/// </summary>
internal static class Modes
{
    private const int WarmUp = 300;
    private const int Runs = 300;

    public static async Task RunAsync()
    {
        var models = new ModesChatClient();
        var teams = ModesTeams.All.Select(TeamHash.Pin).ToList();
        await using var host = await Team3Host.StartAsync(teams, models);
        var (flush50, flush99) = Team3Disk.Fsync(host.Data);
        foreach (var team in ModesTeams.All) await Task.WhenAll(Enumerable.Range(0, WarmUp).Select(_ => host.RunAsync(team.Id)));

        var table = new BenchTable(
            "Modes: one run at a time, models that take no time",
            "",
            "p50 ms",
            "p99 ms",
            "model calls/run",
            "commits/run",
            "p50 ms/model call");
        foreach (var team in ModesTeams.All)
        {
            for (var i = 0; i < WarmUp / 3; i++) await host.RunAsync(team.Id);
            var (commits, calls) = (host.Commits, models.Calls);
            var samples = new double[Runs];
            for (var i = 0; i < Runs; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await host.RunAsync(team.Id);
                samples[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }

            var (p50, asked) = (Team3Disk.Percentile(samples, 50), (models.Calls - calls) / (double)Runs);
            table.Row(team.Id, Number(p50), Number(Team3Disk.Percentile(samples, 99)), Number(asked), Number(
                (host.Commits - commits) / (double)Runs), Number(p50 / asked));
        }

        Console.WriteLine(table.Row("4 KiB write and fsync", Number(flush50), Number(flush99), "", "", ""));
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
