using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.History;
using DurableTeams.Sqlite.Engine.Sequencing.Turns;

namespace DurableTeams.Sqlite.Engine.Sequencing.Messages;

/// <summary>The answer of an activity, with its writes.</summary>
internal sealed class ActivityAnswer(TaskRow task, HistoryEvent answer, IReadOnlyList<Action<WriteSession>> units)
    : SequencerMessage
{
    public override void Apply(TurnRunner runner) => runner.ActivityAnswered(task, answer, units);
}
