using System.Globalization;
using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Relay;

namespace DurableTeams.Live.Relay;

/// <summary>A model call of this process on its way to readers in others.</summary>
/// <param name="rows">The rows.</param>
/// <param name="call">The call.</param>
/// <param name="writer">The name of this process.</param>
/// <param name="number">Which call of this process it is; later ones have a higher number.</param>
/// <param name="time">The clock.</param>
internal sealed class OutgoingCall(ILiveRows rows, LiveCall call, string writer, int number, TimeProvider time)
{
    private readonly string _id = number.ToString("x8", CultureInfo.InvariantCulture);
    private readonly List<int> _places = [];
    private readonly List<string> _written = [];
    private int _attempt = call.Place.Attempt;

    private string RunId => call.Place.RunId;

    /// <summary>Writes what the call says while somebody follows; returns once its rows have been removed.</summary>
    public async Task SendAsync()
    {
        await SpeakAsync();
        if (_written.Count == 0) return;
        await Task.Delay(LiveRelay.Stay, time);
        await rows.RemoveAsync(RunId, _written);
    }

    private async Task SpeakAsync()
    {
        var (look, followed) = (DateTimeOffset.MinValue, false);
        while (true)
        {
            var beat = Task.Delay(LiveRelay.Beat, time);
            // Readers of this process wait for the number alone, which is there before most models say their first word.
            if (!call.IsTold && await Task.WhenAny(call.Followed, call.Ended, beat) == call.Followed) await TryNumberAsync();
            await Task.WhenAny(call.Ended, beat);
            var (over, now) = (call.IsOver, time.GetUtcNow());
            // A short answer that nobody follows costs nothing: its event comes as soon.
            if (over && !followed && _written.Count == 0) break;
            try
            {
                if (now >= look && !over)
                {
                    followed = await rows.FindMarkAsync(RunId) is { } until && until > now;
                    if (followed && !call.IsTold) await NumberAsync();
                    look = now + (followed ? LiveRelay.Renewal : LiveRelay.Quiet);
                }

                if (followed || over) await WriteAsync(now, over);
            }
            catch (StoreUnavailableException) when (!over)
            {
                look = now + LiveRelay.Quiet;
                followed = false;
            }

            if (over) break;
        }
    }

    private async Task TryNumberAsync()
    {
        try
        {
            await NumberAsync();
        }
        catch (StoreUnavailableException)
        {
            // The next beat tries again.
        }
    }

    // A try that another process told of before it ended: this one is another. Its own number is written before anybody hears it.
    private async Task NumberAsync()
    {
        List<string> superseded = [];
        foreach (var row in await rows.ListAsync(RunId, RelayedCall.KeyFrom(DateTimeOffset.UnixEpoch)))
        {
            var other = RelayedCall.Of(row);
            if (other.MemberRunId != call.Place.MemberRunId || other.Turn != call.Place.Turn) continue;
            // Later calls of this process are numbered already as such.
            if (row.Writer == writer && string.CompareOrdinal(other.Id, _id) >= 0) continue;
            _attempt = Math.Max(_attempt, other.Attempt + 1);
            if (row.Writer != writer) superseded.Add(row.Key);
        }

        await WriteAsync(time.GetUtcNow(), over: false, isFirst: true);
        call.Number(_attempt);
        if (superseded.Count > 0) await rows.RemoveAsync(RunId, superseded);
    }

    private async Task WriteAsync(DateTimeOffset now, bool over, bool isFirst = false)
    {
        List<LiveDelta> deltas = [];
        // A first row that was not written is the first again.
        if (_written.Count == 0) _places.Clear();
        call.Read(_places, now, deltas);
        if (deltas.Count == 0 && !isFirst && !(over && _written.Count > 0)) return;
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
