namespace DurableTeams.Conformance.Tests;

/// <summary>
/// A test with a backend of its own. It registers <see cref="Tasks"/>, starts, and talks to <see cref="Client"/> alone.
/// Everything ends at <see cref="Deadline"/>, so that what never happens fails instead of hanging.
/// </summary>
public abstract class ConformanceTest : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _deadline = new(Patience);
    private readonly IConformanceBackend _backend = Backend.Create();
    private DurableTaskClient? _client;
    private FakeTimeProvider? _clock;

    /// <summary>The trait of tests that ask for more than the official SDK does.</summary>
    protected const string Improvement = "Improvement";

    /// <summary>The category of traits.</summary>
    protected const string Category = "Category";

    /// <summary>The orchestrators and activities that <see cref="StartAsync"/> starts with.</summary>
    protected DurableTaskRegistry Tasks { get; private set; } = new();

    protected DurableTaskClient Client => _client ?? throw new InvalidOperationException("The backend was not started.");

    protected CancellationToken Deadline => _deadline.Token;

    internal RecordingLoggers Loggers { get; } = new();

    /// <summary>A clock that stands still. Used for the first time before the start, it is the backend's clock.</summary>
    internal FakeTimeProvider Clock => _clock ??= _client is null
        ? new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero))
        : throw new InvalidOperationException("The backend was started on the system's clock.");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _backend.DisposeAsync();

    public void Dispose()
    {
        _deadline.Dispose();
        Loggers.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task StartAsync() =>
        _client = await _backend.StartAsync(Tasks, _clock ?? TimeProvider.System, Loggers);

    /// <summary>A crash and a new start on the same storage, with the same code.</summary>
    protected async Task CrashAndRestartAsync()
    {
        await _backend.CrashAsync();
        await StartAsync();
    }

    /// <summary>A crash and a new start on the same storage, with other code.</summary>
    protected Task CrashAndRestartWithAsync(Action<DurableTaskRegistry> code)
    {
        Tasks = new DurableTaskRegistry();
        code(Tasks);
        return CrashAndRestartAsync();
    }

    protected Task CrashAsync() => _backend.CrashAsync();

    protected Task StopAsync() => _backend.StopAsync();

    protected Task<IReadOnlyList<string>> HistoryAsync(string instanceId) => _backend.HistoryAsync(instanceId);

    protected static StartOrchestrationOptions WithId(string instanceId) => new(instanceId);

    protected Task<string> ScheduleAsync(TaskName name, object? input = null, StartOrchestrationOptions? options = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(name, input, options, Deadline);

    protected Task RaiseAsync(string instanceId, string eventName, object? payload = null) =>
        Client.RaiseEventAsync(instanceId, eventName, payload, Deadline);

    /// <summary>Waits for the end, whichever it is.</summary>
    protected Task<OrchestrationMetadata> EndOfAsync(string instanceId) =>
        Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, Deadline);

    /// <summary>Waits for the end, which must be a failure, and returns that.</summary>
    protected async Task<TaskFailureDetails> FailureOfAsync(string instanceId)
    {
        var end = await EndOfAsync(instanceId);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.NotNull(end.FailureDetails);
        return end.FailureDetails;
    }

    /// <summary>Waits for the result; any other end fails the test.</summary>
    protected async Task<T> ResultOfAsync<T>(string instanceId)
    {
        var end = await EndOfAsync(instanceId);
        Assert.True(
            end.RuntimeStatus == OrchestrationRuntimeStatus.Completed,
                $"{instanceId} ended {end.RuntimeStatus}: {end.FailureDetails}");
        return end.ReadOutputAs<T>()!;
    }

    protected async Task<T> RunAsync<T>(TaskName name, object? input = null) =>
        await ResultOfAsync<T>(await ScheduleAsync(name, input));

    /// <summary>What is stored about an instance, which must exist.</summary>
    protected async Task<OrchestrationMetadata> GetAsync(string instanceId)
    {
        var found = await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, Deadline);
        Assert.NotNull(found);
        return found;
    }

    /// <summary>Waits until what is stored about an instance is like that.</summary>
    protected async Task<OrchestrationMetadata> UntilAsync(string instanceId, Func<OrchestrationMetadata, bool> condition)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        OrchestrationMetadata? seen = null;
        try
        {
            while (true)
            {
                seen = await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, Deadline);
                if (seen is not null && condition(seen)) return seen;
                await pace.WaitForNextTickAsync(Deadline);
            }
        }
        catch (OperationCanceledException) when (Deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited in vain; last seen: {seen} custom status {seen?.SerializedCustomStatus}");
        }
    }

    /// <summary>Waits until the orchestrator has stored this custom status, and with it all it did before.</summary>
    protected Task<OrchestrationMetadata> UntilAtAsync(string instanceId, string customStatus) =>
        UntilAsync(
            instanceId, seen => seen.SerializedCustomStatus is not null && seen.ReadCustomStatusAs<string>() == customStatus);

    protected Task<OrchestrationMetadata> UntilStatusAsync(string instanceId, OrchestrationRuntimeStatus status) =>
        UntilAsync(instanceId, seen => seen.RuntimeStatus == status);

    /// <summary>An id that no instance has is the caller's mistake: an argument error, or an invalid operation.</summary>
    protected static async Task<Exception> ThrowsUnknownAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(call);
        Assert.True(error is ArgumentException or InvalidOperationException, $"{error}");
        return error;
    }

    /// <summary>Runs an unrelated orchestration from end to end: whatever was ready to run before has had its chance.</summary>
    protected async Task BarrierAsync()
    {
        for (var i = 0; i < 3; i++) await RunAsync<object>(BarrierName);
    }

    /// <summary>Registers what <see cref="BarrierAsync"/> runs.</summary>
    protected void AddBarrier() => AddBarrier(Tasks);

    protected static void AddBarrier(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc(BarrierName, context => context.CallActivityAsync(BarrierName))
        .AddActivityFunc(BarrierName, _ => { });

    private const string BarrierName = "ConformanceBarrier";
}
