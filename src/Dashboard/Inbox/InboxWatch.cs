using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Dashboard.Inbox;

/// <summary>
/// Tells open pages how many questions wait, and that the inbox is another than before. Looks every second while a page is open:
/// at one count, and at the newest question.
/// </summary>
internal static class InboxWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A frame <c>inbox</c> at once, and whenever it is another: <c>{count, mark}</c>.</summary>
    public static async IAsyncEnumerable<LiveFrame> FollowAsync(
        IDurableTeams teams, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        string? told = null;
        do
        {
            if (await FrameAsync(teams, cancellationToken) is { } frame && frame.Data != told)
            {
                told = frame.Data;
                yield return frame;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>How many questions wait, by team, and a text that changes with them.</summary>
    public static async Task<(IReadOnlyList<(string Team, int Count)> Counts, string Mark)> LookAsync(
        IDurableTeams teams, CancellationToken cancellationToken)
    {
        var counts = (await teams.CountPendingAsync(cancellationToken)).OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => (one.Key, one.Value)).ToList();
        var newest = await teams.ListRequirementsAsync(
            new RequirementQuery(RequirementStatus.Pending, Limit: 1), cancellationToken);
        var last = newest.Items.Count > 0 ? newest.Items[0].RequirementId : "";
        return (counts, $"{string.Join(' ', counts)} {last}");
    }

    private static async Task<LiveFrame?> FrameAsync(IDurableTeams teams, CancellationToken cancellationToken)
    {
        try
        {
            var (counts, mark) = await LookAsync(teams, cancellationToken);
            return new LiveFrame("inbox", JsonSerializer.Serialize(new { count = counts.Sum(one => one.Count), mark }));
        }
        catch (StoreUnavailableException)
        {
            // The storage is away: the page keeps what it has, and is told when there is news.
            return null;
        }
    }
}
