using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Relay;

namespace DurableTeams.Live.Relay;

/// <summary>A model call of this process on its way to readers in others.</summary>
internal sealed class OutgoingCall(ILiveRows rows, LiveCall call, string writer, TimeProvider time)
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..8];
    private readonly List<int> _places = [];
    private readonly List<string> _written = [];
    private int _attempt = call.Place.Attempt;

    private string RunId => call.Place.RunId;

    /// <summary>Writes what the call says while somebody follows; returns once its rows have been removed.</summary>
    public async Task SendAsync()
    {
        var (look, followed) = (DateTimeOffset.MinValue, false);
        while (true)
        {
            await Task.WhenAny(call.Ended, Task.Delay(LiveRelay.Beat, time));
            var (over, now) = (call.IsOver, time.GetUtcNow());
            // A short answer costs nothing: its event comes as soon.
            if (over && !followed) break;
            try
            {
                if (now >= look && !over)
                {
                    var was = followed;
                    followed = await rows.FindMarkAsync(RunId) is { } until && until > now;
                    if (followed && !was && _written.Count == 0) await NumberAsync();
                    look = now + (followed ? LiveRelay.Renewal : LiveRelay.Quiet);
                }

                if (followed) await WriteAsync(now, over);
            }
            catch (StoreUnavailableException) when (!over)
            {
                look = now + LiveRelay.Quiet;
                followed = false;
            }

            if (over) break;
        }

        if (_written.Count == 0) return;
        await Task.Delay(LiveRelay.Stay, time);
        await rows.RemoveAsync(RunId, _written);
    }

    // A try that another process told of before it ended: this one is another.
    private async Task NumberAsync()
    {
        foreach (var row in await rows.ListAsync(RunId, RelayedCall.KeyFrom(DateTimeOffset.UnixEpoch)))
        {
            var other = RelayedCall.Of(row);
            if (other.MemberRunId == call.Place.MemberRunId && other.Turn == call.Place.Turn)
                _attempt = Math.Max(_attempt, other.Attempt + 1);
        }
    }

    private async Task WriteAsync(DateTimeOffset now, bool over)
    {
        List<LiveDelta> deltas = [];
        call.Read(_places, now, deltas);
        if (deltas.Count == 0 && !(over && _written.Count > 0)) return;
        var place = call.Place;
        var relayed = new RelayedCall(_id, place.MemberRunId, place.MemberId, place.Turn, _attempt, over);
        var texts = deltas.Select(delta => new RelayedText(
            delta.Type, delta.Data.Offset, delta.Data.Text, delta.Data.Index, delta.Data.CallId, delta.Data.Name)).ToList();
        var row = new LiveRow(
            RelayedCall.Key(now, writer, _id, _written.Count), writer,
            JsonSerializer.SerializeToElement(relayed, ContractJson.Compact),
            JsonSerializer.SerializeToElement(texts, ContractJson.Compact));
        await rows.AddAsync(RunId, row);
        _written.Add(row.Key);
    }
}
