using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Sequencing.Turns;

namespace DurableTeams.Sqlite.Engine.Sequencing.Messages;

/// <summary>A generation that was left for another batch begins.</summary>
internal sealed class BeginGeneration(long instance, int generation, IReadOnlyList<HistoryEvent> inherited) : SequencerMessage
{
    public override void Apply(TurnRunner runner) => runner.BeginGeneration(instance, generation, inherited);
}
