using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.Failures;
using DurableTeams.Sqlite.Engine.Schema;
using DurableTeams.Sqlite.Engine.Sequencing;
using DurableTeams.Sqlite.Engine.Sequencing.Turns;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Sqlite.Engine.Client;

/// <summary>Suspending, ending, finding and removing instances.</summary>
internal sealed partial class EmbeddedDurableTaskClient
{
    /// <summary>Suspends an instance. One that has ended stays as it is; one that has not begun does not begin.</summary>
    public override Task SuspendInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        OnUnfinishedAsync(instanceId, (runner, instance) => runner.Suspend(instance, true), cancellation);

    public override Task ResumeInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        OnUnfinishedAsync(instanceId, (runner, instance) => runner.Suspend(instance, false), cancellation);

    /// <summary>Ends an instance; does nothing to one that has ended, or does not exist.</summary>
    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var output = _converter.Serialize(options?.Output);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return SendAsync(
            runner =>
            {
                if (runner.Find(instanceId) is { } instance) runner.Terminate(instance, output, options?.Recursive == true);
                return true;
            },
            cancellation);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return Task.FromResult(_services.Queries.Find(instanceId, getInputsAndOutputs));
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        return Pageable.Create<OrchestrationMetadata>((continuation, size, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult(
                _services.Queries.List(query, continuation ?? query.ContinuationToken, size ?? query.PageSize));
        });
    }

    public override Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default) => Task.FromResult(
            _services.Queries.ListIds(runtimeStatus, completedTimeFrom, completedTimeTo, pageSize, lastInstanceKey));

    /// <summary>Removes an instance that has ended; another one stays.</summary>
    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return PurgeAsync(PurgeSql.ById, [instanceId], options, cancellation);
    }

    /// <summary>Removes instances that have ended; other ones stay.</summary>
    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return PurgeAsync(
            PurgeSql.ByFilter(filter.Statuses), [filter.CreatedFrom?.UtcTicks, filter.CreatedTo?.UtcTicks], options,
            cancellation);
    }

    /// <summary>Starts an ended instance once more, with its name, input, version and tags.</summary>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    /// <exception cref="OrchestrationAlreadyExistsException">The instance has not ended, and the call asks for no new
    /// id.</exception>
    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        var original = _services.Queries.FindStart(instanceId) ?? throw new InstanceNotFoundException(instanceId);
        var request = restartWithNewInstanceId ? original with { InstanceId = Guid.NewGuid().ToString("N") } : original;
        return await SendAsync(runner => runner.Start(request), cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes a failed instance back to the point before its failure, and lets it go on.</summary>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">The instance has not failed.</exception>
    public override Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return SendAsync(
            runner =>
            {
                runner.Rewind(runner.Find(instanceId) ?? throw new InstanceNotFoundException(instanceId));
                return true;
            },
            cancellation);
    }

    /// <summary>An instance's history as JSON, or null; see <see cref="HistoryReplayer"/>.</summary>
    public string? ExportHistory(string instanceId) => HistoryExport.Export(_services.Database, instanceId);

    /// <summary>Ids of the dead letters.</summary>
    public IReadOnlyList<string> ListDeadLetters() => _services.Queries.ListDeadLetters();

    /// <summary>Takes a dead letter back: the instance goes on.</summary>
    public Task RequeueAsync(string instanceId, CancellationToken cancellationToken = default) => SendAsync(
        runner =>
        {
            var instance = runner.Find(instanceId) ?? throw new InstanceNotFoundException(instanceId);
            if (instance.DeadLetter is not null) runner.Requeue(instance.Key);
            return true;
        },
        cancellationToken);

    private async Task<PurgeResult> PurgeAsync(
        string select, SqlValue[] values, PurgeInstanceOptions? options, CancellationToken cancellationToken)
    {
        var count = await _services.Database.WriteAsync(
            session => PurgeSql.Run(session, select, values, options?.Recursive == true), cancellationToken)
                .ConfigureAwait(false);
        return new PurgeResult(count, isComplete: true);
    }

    // An instance that has ended stays as it is.
    private Task<bool> OnUnfinishedAsync(
        string instanceId, Action<TurnRunner, OrchestrationInstance> action, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return SendAsync(
            runner =>
            {
                var instance = runner.Find(instanceId) ?? throw new InstanceNotFoundException(instanceId);
                if (!instance.IsFinished) action(runner, runner.Require(instanceId));
                return true;
            },
            cancellationToken);
    }
}
