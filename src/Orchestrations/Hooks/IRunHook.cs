namespace DurableTeams.Hooks;

/// <summary>
/// Is asked before a run works, and told when it has ended. Not of nested teams, which are part of a run. Counts for runs that
/// start while it is registered.
/// </summary>
public interface IRunHook : IHook
{
    /// <summary>
    /// Before the run's team is asked anything. The verdict is recorded; a retry of the run asks again.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends after 30 s.</param>
    ValueTask<RunVerdict> BeforeAsync(RunContext run, CancellationToken cancellationToken) =>
        ValueTask.FromResult(RunVerdict.Pass);

    /// <summary>
    /// After the run has completed, failed or been cancelled; once more after each retry. It is called at least once: again
    /// after a crash, and up to five times in all where it throws. What it throws changes nothing in the run.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="cancellationToken">Ends after 30 s.</param>
    ValueTask AfterAsync(RunContext run, RunEnd end, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
