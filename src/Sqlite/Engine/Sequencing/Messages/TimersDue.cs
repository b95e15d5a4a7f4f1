using DurableTeams.Sqlite.Engine.Sequencing.Turns;

namespace DurableTeams.Sqlite.Engine.Sequencing.Messages;

/// <summary>The system's timer has gone off.</summary>
internal sealed class TimersDue : SequencerMessage
{
    public static TimersDue Instance { get; } = new();

    public override void Apply(TurnRunner runner) => runner.FireTimers();
}
