using DurableTeams.Outbound;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>A stream of events none of which may be longer than a bound.</summary>
internal sealed class BoundedEvents(Stream inner, int maxBytes) : ReadingStream(inner)
{
    private long _read;

    /// <summary>An event has ended.</summary>
    public void Restart() => _read = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await Inner.ReadAsync(buffer, cancellationToken);
        return (_read += count) <= maxBytes
            ? count
            : throw new A2AException(A2AException.RefusedCode, $"sent an event of more than {maxBytes} bytes");
    }
}
