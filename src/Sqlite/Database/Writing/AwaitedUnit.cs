using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>A unit whose caller awaits its result.</summary>
internal sealed class AwaitedUnit<T>(Func<WriteSession, T> work, CancellationToken cancellationToken) : WriteUnit
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Task => _completion.Task;

    public override bool CanBeRefused => true;

    public override bool IsCanceled
    {
        get
        {
            if (!cancellationToken.IsCancellationRequested) return false;
            _completion.TrySetCanceled(cancellationToken);
            return true;
        }
    }

    public override void Run(WriteSession session) => _result = work(session);

    public override void Committed() => _completion.TrySetResult(_result);

    public override void Failed(Exception exception) => _completion.TrySetException(exception);
}
