using System.Runtime.InteropServices;

namespace DurableTeams.Embedded.Hosting;

/// <summary>
/// SIGTERM and SIGINT: the first signal drains. A signal to a whole process group (from a terminal, <c>dotnet run</c>, a
/// service manager) can arrive several times, so only a signal that comes later than <see cref="SameWish"/> ends the process at
/// once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>How long after the first signal a further one counts as the same request.</summary>
    public static readonly TimeSpan SameWish = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TimeProvider _time;
    private readonly Lock _sync = new();
    private long? _first;

    public StopSignals(TimeProvider time)
    {
        _time = time;
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT })
            _registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = !IsSecondWish()));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Takes a signal; true where it is a second request, which ends the process at once.</summary>
    public bool IsSecondWish()
    {
        lock (_sync)
        {
            if (_first is { } first) return _time.GetElapsedTime(first) > SameWish;
            _first = _time.GetTimestamp();
        }

        _stop.Cancel();
        return false;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }
}
