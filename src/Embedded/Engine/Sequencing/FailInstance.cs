using Microsoft.DurableTask;

namespace DurableTeams.Embedded.Engine;

/// <summary>An instance cannot go on.</summary>
internal sealed class FailInstance(long instance, TaskFailureDetails failure) : SequencerMessage
{
    public override void Apply(TurnRunner runner) => runner.FailInstance(instance, failure);
}
