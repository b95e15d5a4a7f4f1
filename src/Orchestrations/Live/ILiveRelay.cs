namespace DurableTeams.Live;

/// <summary>Brings what models write to readers in other processes.</summary>
internal interface ILiveRelay
{
    /// <summary>
    /// A model call of this process begins to speak. Gives it its number (<see cref="LiveCall.Number"/>) where somebody follows
    /// its run: readers of this process hear nothing of it before.
    /// </summary>
    void Begun(LiveCall call);

    /// <summary>A run has its first reader in this process. Dispose it when the last one has gone.</summary>
    /// <param name="live">Gets the calls of other processes.</param>
    /// <param name="runId">The run.</param>
    IDisposable Followed(LiveRuns live, string runId);
}
