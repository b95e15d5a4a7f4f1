using DurableTeams.Services;

namespace DurableTeams.Dashboard.Runs;

/// <summary>A list of runs.</summary>
/// <param name="Filter">What is asked for.</param>
/// <param name="Teams">The teams to choose from.</param>
/// <param name="Runs">The runs of this page, newest first.</param>
/// <param name="Histogram">When they were created; null where there are none.</param>
/// <param name="Failures">What failed, and why, by code: the most frequent first.</param>
/// <param name="Next">The address of the next page; null on the last.</param>
public sealed record RunsModel(
    RunsFilter Filter, IReadOnlyList<string> Teams, IReadOnlyList<RunSummaryView> Runs, Histogram? Histogram,
    IReadOnlyList<FailureGroup> Failures, string? Next);

/// <summary>What is asked for; null members do not restrict.</summary>
public sealed record RunsFilter(
    string? Status, string? Team, string? Session, string? User, string? Text, string? From, string? To, string? ErrorCode)
{
    /// <summary>Whether anything restricts.</summary>
    public bool IsEmpty => this == new RunsFilter(null, null, null, null, null, null, null, null);
}

/// <summary>Runs that failed for one reason.</summary>
/// <param name="ErrorCode">The code of the error.</param>
/// <param name="Count">How many.</param>
/// <param name="Message">The message of the newest.</param>
public sealed record FailureGroup(string ErrorCode, int Count, string Message);
