using System.Diagnostics;
using DurableTeams.Storage;
using DurableTeams.Telemetry.Export;

namespace DurableTeams.Orchestrations.Tests.Telemetry;

[Collection(nameof(SpanSource))]
public sealed class WaitingRunsTests
{
    private readonly WaitingRuns _waiting = new(
        new SpanExportOptions { MaxWaiting = 2, Delay = TimeSpan.Zero, Interval = TimeSpan.FromDays(1) });

    [Fact]
    public void Committed_NobodyListens_NothingWaits()
    {
        _waiting.Committed("r1", 0, 3, ended: true);
        _waiting.Orphaned(new RunChange("r1", default));

        Assert.False(_waiting.Arrived.IsCompleted);
        Assert.Empty(_waiting.Take(all: true, 10).Runs);
        Assert.Empty(_waiting.TakeOrphans());
    }

    [Fact]
    public void Committed_ManyTimes_OneEntryThatIsDueAtTheRunsEnd()
    {
        using var listener = Listen();
        _waiting.Committed("r1", 0, 3, ended: false);
        Assert.Empty(_waiting.Take(all: false, 10).Runs);
        _waiting.Committed("r1", 5, 7, ended: true);

        var (id, ranges) = Assert.Single(_waiting.Take(all: false, 10).Runs);

        Assert.Equal("r1", id);
        Assert.Equal([1L, 2L, 3L, 6L, 7L], Enumerable.Range(0, 10).Select(i => (long)i).Where(ranges.Contains));
        Assert.False(_waiting.Arrived.IsCompleted);
    }

    [Fact]
    public void Committed_MoreRunsThanMayWait_ThoseBeyondAreToldOf()
    {
        using var listener = Listen();
        foreach (var run in new[] { "r1", "r2", "r3", "r1" }) _waiting.Committed(run, 0, 1, ended: true);

        Assert.True(_waiting.TakeOverflow());
        Assert.False(_waiting.TakeOverflow());
        Assert.Equal(["r1", "r2"], _waiting.Take(all: true, 10).Runs.Keys.Order());
    }

    [Fact]
    public void Return_WhatWasNotTaken_WaitsWithWhatCameSince()
    {
        using var listener = Listen();
        _waiting.Committed("r1", 0, 4, ended: true);
        var (runs, _) = _waiting.Take(all: true, 10);
        Assert.True(runs["r1"].CutUpTo(2));
        _waiting.Committed("r1", 4, 6, ended: true);

        _waiting.Return(runs, []);

        var ranges = Assert.Single(_waiting.Take(all: true, 10).Runs).Value;
        Assert.Equal([3L, 4L, 5L, 6L], Enumerable.Range(0, 10).Select(i => (long)i).Where(ranges.Contains));
        Assert.False(ranges.CutUpTo(6));
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener { ShouldListenTo = source => source.Name == SpanSource.Name };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
