using DurableTeams.Sqlite.Engine.Sequencing.Turns;

namespace DurableTeams.Sqlite.Engine.Sequencing.Messages;

/// <summary>A client's request, answered once its effect is durable, or with its error.</summary>
internal sealed class ClientMessage<T>(Func<TurnRunner, T> request) : SequencerMessage
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public override void Apply(TurnRunner runner)
    {
        var answer = request(runner);
        runner.Batch.Answers.Add(() => _answer.TrySetResult(answer));
    }

    public override bool TryFail(Exception exception)
    {
        _answer.TrySetException(exception);
        return true;
    }
}
