using System.Text.Json;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTeams.FunctionsHost.Settings;
using DurableTeams.FunctionsHost.Workers;

namespace DurableTeams.FunctionsHost.Durable;

/// <summary>The task hub: the engine of the official extension on the storage account, whose work the worker does.</summary>
internal sealed class DurableHub(HostSettings settings, Invoker invoker, ILoggerFactory loggers) : IDisposable
{
    private const int MaxClientMessage = 4 * 1024 * 1024;
    private readonly CancellationTokenSource _stopping = new();
    private TaskHubWorker? _worker;

    private readonly Lazy<AzureStorageOrchestrationService> _service = new(() => new(DurableSettings.Read(
        settings.HostJson,
        Environment.GetEnvironmentVariable(HostSettings.Storage)
            ?? throw new InvalidOperationException($"{HostSettings.Storage} is missing."),
        loggers)));

    /// <summary>The engine; its client calls go to the same object, so that it hears of them at once.</summary>
    public AzureStorageOrchestrationService Service => _service.Value;

    public async Task StartAsync(IReadOnlyList<FunctionDescription> functions, Uri rpc)
    {
        invoker.ClientBinding = Binding(rpc);
        await Service.CreateIfNotExistsAsync();
        var middleware = new WorkerMiddleware(invoker, functions, _stopping.Token);
        _worker = new TaskHubWorker(Service, new NoTypes<TaskOrchestration>(), new NoTypes<TaskActivity>(), loggers)
        {
            ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails,
        };
        _worker.AddOrchestrationDispatcherMiddleware(middleware.OrchestrateAsync);
        _worker.AddActivityDispatcherMiddleware(middleware.ActAsync);
        await _worker.StartAsync();
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        if (_worker is not null) await _worker.StopAsync(isForced: !DurableSettings.StopsGracefully(settings.HostJson));
    }

    public void Dispose()
    {
        _worker?.Dispose();
        _stopping.Dispose();
    }

    private string Binding(Uri rpc) => JsonSerializer.Serialize(new
    {
        taskHubName = settings.HostJson["extensions:durableTask:hubName"],
        connectionName = HostSettings.Storage,
        rpcBaseUrl = rpc.ToString(),
        requiredQueryStringParameters = "code=system",
        httpBaseUrl = "http://127.0.0.1/runtime/webhooks/durabletask",
        maxGrpcMessageSizeInBytes = MaxClientMessage,
    });
}
