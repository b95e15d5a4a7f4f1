namespace DurableTeams.Embedded.Engine;

/// <summary>A generation that was left for another batch begins.</summary>
internal sealed class BeginGeneration(long instance, int generation, IReadOnlyList<HistoryEvent> inherited) : SequencerMessage
{
    public override void Apply(TurnRunner runner) => runner.BeginGeneration(instance, generation, inherited);
}
