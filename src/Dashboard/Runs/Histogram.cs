using DurableTeams.Services;
using DurableTeams.Storage.Records;

namespace DurableTeams.Dashboard.Runs;

/// <summary>When runs were created, in as many columns as fit: what ended well, what failed, what goes on.</summary>
/// <param name="From">The beginning of the first column.</param>
/// <param name="To">The end of the last.</param>
/// <param name="Columns">The columns, oldest first.</param>
public sealed record Histogram(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<HistogramColumn> Columns)
{
    private const int Count = 48;

    /// <summary>The most of any column; at least 1.</summary>
    public int Most => Math.Max(1, Columns.Max(column => column.All));

    /// <summary>Of these runs; null where there are none.</summary>
    public static Histogram? Of(IReadOnlyList<RunSummaryView> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0) return null;
        var (from, to) = (runs.Min(run => run.CreatedAt), runs.Max(run => run.CreatedAt).AddTicks(1));
        var columns = new (int Done, int Failed, int Open)[Count];
        foreach (var run in runs)
        {
            ref var column = ref columns[(int)Math.Min(
                Count - 1, (run.CreatedAt - from).Ticks * (double)Count / (to - from).Ticks)];
            if (run.Status == RunStatus.Completed) column.Done++;
            else if (run.CompletedAt is null) column.Open++;
            else column.Failed++;
        }

        return new Histogram(from, to, [.. columns.Select(one => new HistogramColumn(one.Done, one.Failed, one.Open))]);
    }
}

/// <summary>A column.</summary>
/// <param name="Done">Runs that completed.</param>
/// <param name="Failed">Runs that failed or were cancelled.</param>
/// <param name="Open">Runs that go on, or wait.</param>
public sealed record HistogramColumn(int Done, int Failed, int Open)
{
    /// <summary>All of them.</summary>
    public int All => Done + Failed + Open;
}
