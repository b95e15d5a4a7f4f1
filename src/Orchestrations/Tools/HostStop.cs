using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Tools;

/// <summary>How long running tool calls may go on once the host stops.</summary>
internal sealed record StopGrace(TimeSpan Time)
{
    /// <summary>Shorter than a host drains, so that a function can still clean up.</summary>
    public static StopGrace Default { get; } = new(TimeSpan.FromSeconds(20));
}

/// <summary>Cancels the tool calls that still run a while after the host began to stop.</summary>
internal sealed class HostStop : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _registration;

    public HostStop(IServiceProvider services, TimeProvider time, StopGrace grace)
    {
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        // A host that is not the generic one says nothing of its end.
        if (services.GetService<IHostApplicationLifetime>() is { } lifetime)
            _registration = lifetime.ApplicationStopping.Register(() => _stop.CancelAfter(grace.Time));
    }

    /// <summary>Cancelled once a call may not go on.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _stop.Dispose();
    }
}
