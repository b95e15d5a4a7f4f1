using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Sequencing.Turns;

namespace DurableTeams.Sqlite.Engine.Sequencing.Messages;

/// <summary>Begins a generation that was left for another batch.</summary>
internal sealed class BeginGeneration(long instance, int generation, IReadOnlyList<HistoryEvent> inherited) : SequencerMessage
{
    public override void Apply(TurnRunner runner) => runner.BeginGeneration(instance, generation, inherited);
}
