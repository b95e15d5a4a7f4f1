using DurableTeams.Sqlite.Engine.Sequencing.Turns;

namespace DurableTeams.Sqlite.Engine.Sequencing.Messages;

/// <summary>Some instances may have waited long enough to be evicted; the batch of this message evicts them.</summary>
internal sealed class SweepIdle(Action wentOff) : SequencerMessage
{
    public override void Apply(TurnRunner runner) => wentOff();
}
