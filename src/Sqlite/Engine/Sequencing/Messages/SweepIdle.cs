using DurableTeams.Sqlite.Engine.Sequencing.Turns;

namespace DurableTeams.Sqlite.Engine.Sequencing.Messages;

/// <summary>Some instances may have waited long enough to be let go; the batch that this makes does it.</summary>
internal sealed class SweepIdle(Action wentOff) : SequencerMessage
{
    public override void Apply(TurnRunner runner) => wentOff();
}
