using DurableTeams.Runs.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Functions.Hosting;

/// <summary>
/// Lets running activities finish when the worker is to end, so that their work is recorded and not done again: at most 30
/// seconds, as on the embedded host. Work that goes on after an early answer counts as running too.
/// </summary>
internal sealed class ActivityDrain(EarlyStepAnswers early) : IFunctionsWorkerMiddleware, IHostedService
{
    /// <summary>How long activities may take to finish.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long the worker's host waits for all that drains.</summary>
    public static readonly TimeSpan ShutdownTimeout = Patience + TimeSpan.FromSeconds(5);

    // The SDK sends an answer after the invocation, and does not say when the answer is sent.
    private static readonly TimeSpan Sending = TimeSpan.FromMilliseconds(300);
    private readonly Lock _gate = new();
    private TaskCompletionSource _none = Completed();
    private int _inHand;

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (!IsActivity(context))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        Change(+1);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            Change(-1);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var none = NoneAsync();
        if (none.IsCompleted) return;
        await Task.WhenAny(none, Task.Delay(Patience, cancellationToken)).ConfigureAwait(false);
        await Task.Delay(Sending, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task NoneAsync()
    {
        Task none;
        lock (_gate) none = _none.Task;
        await none.ConfigureAwait(false);
        await early.DoneAsync().ConfigureAwait(false);
    }

    private void Change(int by)
    {
        lock (_gate)
        {
            if (_inHand == 0) _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _inHand += by;
            if (_inHand == 0) _none.SetResult();
        }
    }

    /// <summary>Whether the invocation is of an activity.</summary>
    internal static bool IsActivity(FunctionContext context) => context.FunctionDefinition.InputBindings.Values
        .Any(binding => binding.Type.Equals("activityTrigger", StringComparison.OrdinalIgnoreCase));

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
