using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Live;
using DurableTeams.Services.Events;
using DurableTeams.Storage.Records;

namespace DurableTeams.Dashboard.Run;

/// <summary>
/// What a page that shows a run is told while it is open: its parts again when something was recorded, and words as they come.
/// </summary>
/// <param name="teams">The teams.</param>
/// <param name="runId">The run.</param>
/// <param name="parts">Renders the parts of the page that show the run, with the number of the newest event as the id of the
/// last.</param>
internal sealed class RunLive(
    IDurableTeams teams, string runId, Func<string, CancellationToken, Task<IReadOnlyList<LiveFrame>>> parts)
{
    private const int Share = 10;
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    // Events come together: the parts are rendered once for those of this time. A long run takes longer to read: reading and
    // rendering it take at most a tenth of the time.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(150);

    /// <summary>Frames from after an event on, until the run has ended.</summary>
    public async IAsyncEnumerable<LiveFrame> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = new AheadReader<FollowedEvents>(
            token => teams.FollowAsync(runId, after, EventParts.Deltas, token), cancellationToken);
        long? news = null;
        var due = Task.CompletedTask;
        var rest = Together;
        while (true)
        {
            if (news is { } last && !await reader.IsReadyAsync(due))
            {
                var began = Stopwatch.GetTimestamp();
                foreach (var frame in await parts(Id(last), cancellationToken)) yield return frame;
                rest = Stopwatch.GetElapsedTime(began) * Share;
                news = null;
            }

            if (!await reader.MoveNextAsync()) break;
            var happened = reader.Current;
            foreach (var delta in happened.Deltas) yield return Words(delta);
            foreach (var done in happened.Events.Where(one => one.Type == RunEventTypes.ModelCallCompleted))
                yield return new LiveFrame("said", JsonSerializer.Serialize(new { memberRunId = done.MemberRunId }));
            if (happened.Events.Count == 0) continue;
            if (news is null) due = Task.Delay(rest > Together ? rest : Together, cancellationToken);
            news = happened.Events[^1].Sequence;
        }

        if (news is not { } end) yield break;
        foreach (var frame in await parts(Id(end), cancellationToken)) yield return frame;
    }

    private static string Id(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    private static LiveFrame Words(LiveDelta delta) => new("words", JsonSerializer.Serialize(new
    {
        memberRunId = delta.MemberRunId,
        member = delta.MemberId,
        kind = delta.Type,
        delta.Data.Turn,
        delta.Data.Attempt,
        delta.Data.Offset,
        delta.Data.Text,
        delta.Data.Name,
        delta.Data.Index,
    }, Camel));
}
