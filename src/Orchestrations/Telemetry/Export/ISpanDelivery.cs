namespace DurableTeams.Telemetry.Export;

/// <summary>Delivers emitted spans.</summary>
public interface ISpanDelivery
{
    /// <summary>
    /// Delivers what was emitted since the last call. False where it was not accepted; it is then forgotten, and must be
    /// emitted again.
    /// </summary>
    Task<bool> DeliverAsync();
}

/// <summary>A listener receives spans directly; whether it keeps them is not known.</summary>
internal sealed class DirectDelivery : ISpanDelivery
{
    /// <inheritdoc/>
    public Task<bool> DeliverAsync() => Task.FromResult(true);
}
