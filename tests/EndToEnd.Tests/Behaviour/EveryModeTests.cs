using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Kills.Modes;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>Runs of every mode, with a pause in each.</summary>
public sealed class EveryModeTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnTables]
    [OnFunctions]
    public async Task Runs_OfEveryModeAtOnce_CompleteAndAskNothingTwice(StoreKind store)
    {
        await using var drill = await ModeDrill.OpenAsync(output, store);
        var runs = new List<ModeRun>();
        foreach (var team in ModeTeams.All) runs.Add(await drill.StartAsync(team, "at once"));

        await drill.FinishAsync();

        foreach (var run in runs)
        {
            var trace = await drill.TraceAsync(run);
            ModeAudit.Same(trace, trace);
            Assert.Equal(trace.Positions.Count(), trace.Asked.Count);
        }
    }
}
