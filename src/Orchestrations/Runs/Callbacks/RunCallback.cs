namespace DurableTeams.Runs.Callbacks;

/// <summary>An address that is told how a run stands, whenever its status changes.</summary>
/// <param name="Id">The id of this callback, unique in the run.</param>
/// <param name="Url">The address: https, or http to this machine.</param>
/// <param name="Form">The name of the form of what is told; see <see cref="IRunCallbackForm"/>.</param>
public sealed record RunCallback(string Id, Uri Url, string Form)
{
    /// <summary>Headers that the address asks for, besides those of the signature. Their values are secrets.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new SortedDictionary<string, string>(
        StringComparer.Ordinal);

    /// <summary>Printed without what it holds: addresses and headers may carry secrets.</summary>
    public override string ToString() => $"{nameof(RunCallback)} {Id}";
}
