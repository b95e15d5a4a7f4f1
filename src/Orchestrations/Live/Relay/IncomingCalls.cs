using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Relay;

namespace DurableTeams.Live.Relay;

/// <summary>The model calls of other processes, for the readers of one run in this one.</summary>
internal sealed class IncomingCalls(ILiveRows rows, LiveRuns live, string runId, string writer, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, (LiveCall Call, Dictionary<(string, int?), int> Lengths)> _calls = [];
    private readonly HashSet<string> _seen = [];
    private DateTimeOffset _marked = DateTimeOffset.MinValue;
    private DateTimeOffset _newest = DateTimeOffset.UnixEpoch;
    private bool _began;

    /// <summary>Leaves marks and reads rows, until cancelled.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        for (var pause = LiveRelay.Beat; ; await Task.Delay(pause, time, cancellationToken))
        {
            try
            {
                pause = await LookAsync(cancellationToken) || _calls.Count > 0
                    ? LiveRelay.Beat
                    : pause * 2 > LiveRelay.Quiet ? LiveRelay.Quiet : pause * 2;
            }
            catch (StoreUnavailableException)
            {
                pause = LiveRelay.Quiet;
            }
        }
    }

    public void Dispose()
    {
        foreach (var (call, _) in _calls.Values) call.Dispose();
    }

    /// <summary>Whether there was something new.</summary>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _marked >= LiveRelay.Renewal)
        {
            await rows.MarkAsync(runId, now + LiveRelay.Lease, cancellationToken);
            _marked = now;
        }

        // What a process with a slow clock wrote meanwhile has an older key.
        var found = await rows.ListAsync(runId, RelayedCall.KeyFrom(_newest - LiveRelay.Skew), cancellationToken);
        List<LiveRow> fresh = [.. found.Where(row => row.Writer != writer && !_seen.Contains(row.Key))];
        // A call that was over before this reader came is recorded, or will be made again.
        var over = _began
            ? []
            : fresh.Select(RelayedCall.Of).Where(call => call.Over).Select(call => call.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var row in fresh.Where(row => !over.Contains(RelayedCall.Of(row).Id))) Take(row);
        _seen.RemoveWhere(key => string.CompareOrdinal(key, RelayedCall.KeyFrom(_newest - (LiveRelay.Skew * 2))) < 0);
        foreach (var row in fresh) _seen.Add(row.Key);
        if (fresh.Count > 0) _newest = now;
        _began = true;
        return fresh.Count > 0;
    }

    private void Take(LiveRow row)
    {
        var relayed = RelayedCall.Of(row);
        var id = $"{row.Writer} {relayed.Id}";
        if (!_calls.TryGetValue(id, out var known))
        {
            // A row before this one is missing.
            if (RelayedCall.TextsOf(row).Any(text => text.Offset > 0)) return;
            var place = new LiveCallPlace(runId, relayed.MemberRunId, relayed.MemberId, relayed.Turn, relayed.Attempt);
            if (live.Relay(place) is not { } call) return;
            _calls[id] = known = (call, []);
        }

        foreach (var text in RelayedCall.TextsOf(row)) Add(known.Call, known.Lengths, text);
        if (!relayed.Over) return;
        known.Call.Dispose();
        _calls.Remove(id);
    }

    private static void Add(LiveCall call, Dictionary<(string, int?), int> lengths, RelayedText text)
    {
        var place = (text.Type, text.Index);
        var length = lengths.GetValueOrDefault(place);
        if (text.Offset != length) return;
        lengths[place] = length + text.Text.Length;
        switch (text.Type)
        {
            case RunEventTypes.ContentDelta: call.Say(text.Text); break;
            case RunEventTypes.ReasoningDelta: call.Think(text.Text); break;
            default: call.Call(text.Index ?? 0, text.CallId, text.Name, text.Text); break;
        }
    }
}
