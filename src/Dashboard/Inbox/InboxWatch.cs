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
        IRunStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        string? told = null;
        do
        {
            if (await LookAsync(store, cancellationToken) is { } frame && frame.Data != told)
            {
                told = frame.Data;
                yield return frame;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>How many questions wait, and a text that changes with them.</summary>
    public static async Task<(int Count, string Mark)> MarkAsync(IRunStore store, CancellationToken cancellationToken)
    {
        var counts = await store.CountPendingAsync(cancellationToken);
        var newest = await store.ListRequirementsAsync(
            new RequirementQuery(RequirementStatus.Pending, Limit: 1), cancellationToken);
        var teams = counts.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}");
        var last = newest.Items.Count > 0 ? newest.Items[0].RequirementId : "";
        return (counts.Values.Sum(), $"{string.Join(' ', teams)} {last}");
    }

    private static async Task<LiveFrame?> LookAsync(IRunStore store, CancellationToken cancellationToken)
    {
        try
        {
            var (count, mark) = await MarkAsync(store, cancellationToken);
            return new LiveFrame("inbox", JsonSerializer.Serialize(new { count, mark }));
        }
        catch (StoreUnavailableException)
        {
            // The storage is away: the page keeps what it has, and is told when there is news.
            return null;
        }
    }
}
