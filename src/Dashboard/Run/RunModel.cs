using DurableTeams.Approvals;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;

namespace DurableTeams.Dashboard.Run;

/// <summary>A run, as its page shows it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Rows">The timeline.</param>
/// <param name="AllRows">How many rows the whole timeline has.</param>
/// <param name="Questions">What it waits for.</param>
/// <param name="View">Which part is shown below the timeline.</param>
/// <param name="Selected">The row that was chosen; null for none.</param>
/// <param name="Detail">What the chosen row was given, and what came of it.</param>
/// <param name="Conversation">The conversation of the chosen member run; null where it is not shown.</param>
/// <param name="Events">A page of events; null where they are not shown.</param>
/// <param name="LastEvent">The number of the run's newest event that the page knows.</param>
public sealed record RunModel(
    RunView Run,
    IReadOnlyList<TimelineRow> Rows,
    int AllRows,
    IReadOnlyList<RequirementContextView> Questions,
    RunPart View,
    TimelineRow? Selected,
    RowDetail? Detail,
    MemberConversation? Conversation,
    IReadOnlyList<RunEvent>? Events,
    long LastEvent);

/// <summary>The conversation of a member run.</summary>
/// <param name="MemberRunId">The member run; null for the leader's.</param>
/// <param name="Messages">Its messages, oldest first, at most <see cref="MaxMessages"/> of the newest.</param>
/// <param name="All">How many there are.</param>
public sealed record MemberConversation(string? MemberRunId, IReadOnlyList<MessageView> Messages, int All)
{
    /// <summary>The most messages of one page.</summary>
    public const int MaxMessages = 200;
}

/// <summary>What a row of the timeline was given, and what came of it; texts are as they were recorded.</summary>
/// <param name="Input">What it was given: the task, the arguments, what was asked; null where there is nothing.</param>
/// <param name="Output">What came of it; null while there is nothing.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
/// <param name="MemberRunId">The member run that it belongs to.</param>
/// <param name="RequirementId">The question that it waits, or waited, for.</param>
public sealed record RowDetail(string? Input, string? Output, string? Error, string? MemberRunId, string? RequirementId);

/// <summary>A part of a run's page.</summary>
public enum RunPart
{
    /// <summary>What members said, were told and called.</summary>
    Conversation,

    /// <summary>The events as they were recorded.</summary>
    Events,
}
