using DurableTeams.Sqlite.Engine.Sequencing.Turns;

namespace DurableTeams.Sqlite.Engine.Sequencing.Messages;

/// <summary>Work for the sequencer, in the next batch.</summary>
internal abstract class SequencerMessage
{
    /// <summary>Does the work.</summary>
    public abstract void Apply(TurnRunner runner);

    /// <summary>Reports a failure to whoever waits; false where nobody waits.</summary>
    public virtual bool TryFail(Exception exception) => false;
}
