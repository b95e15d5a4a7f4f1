namespace DurableTeams.Embedded.Engine;

/// <summary>Something the engine asked itself to do in another batch.</summary>
internal sealed class Continue(Action<TurnRunner> what) : SequencerMessage
{
    public override void Apply(TurnRunner runner) => what(runner);
}
