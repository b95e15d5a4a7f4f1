using DurableTeams.Sqlite.Engine.Sequencing.Turns;

namespace DurableTeams.Sqlite.Engine.Sequencing.Messages;

/// <summary>Work that the engine left for another batch.</summary>
internal sealed class Continue(Action<TurnRunner> what) : SequencerMessage
{
    public override void Apply(TurnRunner runner) => what(runner);
}
