using DurableTeams.Sqlite.Engine.Sequencing.Turns;

namespace DurableTeams.Sqlite.Engine.Sequencing.Messages;

/// <summary>Something for the sequencer to do, in the next batch.</summary>
internal abstract class SequencerMessage
{
    /// <summary>Does it.</summary>
    public abstract void Apply(TurnRunner runner);

    /// <summary>Tells whoever waits that it could not be done; false when nobody does.</summary>
    public virtual bool TryFail(Exception exception) => false;
}
