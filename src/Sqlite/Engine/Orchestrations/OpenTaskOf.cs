using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>An open task, with the type of its result.</summary>
internal sealed class OpenTask<T> : OpenTask
{
    private readonly TaskCompletionSource<T> _completion = new();

    public Task<T> Task => _completion.Task;

    public override void Complete(string? payload, DataConverter converter)
    {
        T value;
        try
        {
            value = converter.Deserialize<T>(payload)!;
        }
        catch (Exception e)
        {
            // A result of another type throws where the code awaits it.
            _completion.TrySetException(e);
            return;
        }

        _completion.TrySetResult(value);
    }

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
