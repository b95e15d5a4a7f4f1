using DurableTeams.Embedded.Storage;

namespace DurableTeams.Embedded.Engine;

/// <summary>An activity has answered, and this is what it wrote.</summary>
internal sealed class ActivityAnswer(TaskRow task, HistoryEvent answer, IReadOnlyList<Action<WriteSession>> units) : SequencerMessage
{
    public override void Apply(TurnRunner runner) => runner.ActivityAnswered(task, answer, units);
}
