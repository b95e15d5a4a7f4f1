using DurableTask.AzureStorage;

namespace DurableTeams.FunctionsHost.Durable;

/// <summary>What host.json says of Durable Task, with the defaults of the official extension (3.18).</summary>
internal static class DurableSettings
{
    private static readonly TimeSpan VisibleNames = TimeSpan.FromMinutes(5);

    /// <summary>The settings of the engine.</summary>
    /// <exception cref="InvalidOperationException">What the extension does not take.</exception>
    public static AzureStorageOrchestrationServiceSettings Read(
        IConfiguration hostJson, string connection, ILoggerFactory loggers)
    {
        var durable = hostJson.GetSection("extensions:durableTask");
        var storage = durable.GetSection("storageProvider");
        return new AzureStorageOrchestrationServiceSettings
        {
            StorageAccountClientProvider = new StorageAccountClientProvider(connection),
            TaskHubName = durable["hubName"] ?? "TestHubName",
            PartitionCount = storage.GetValue("partitionCount", 4),
            ControlQueueBatchSize = storage.GetValue("controlQueueBatchSize", 32),
            ControlQueueBufferThreshold = storage.GetValue("controlQueueBufferThreshold", 256),
            ControlQueueVisibilityTimeout = Visible(storage, "controlQueueVisibilityTimeout"),
            WorkItemQueueVisibilityTimeout = Visible(storage, "workItemQueueVisibilityTimeout"),
            MaxQueuePollingInterval = storage.GetValue("maxQueuePollingInterval", TimeSpan.FromSeconds(30)),
            MaxConcurrentTaskOrchestrationWorkItems = durable.GetValue(
                "maxConcurrentOrchestratorFunctions", 10 * Environment.ProcessorCount),
            MaxConcurrentTaskActivityWorkItems = durable.GetValue(
                "maxConcurrentActivityFunctions", 10 * Environment.ProcessorCount),
            UseTablePartitionManagement = storage.GetValue("useTablePartitionManagement", true),
            ExtendedSessionsEnabled = durable.GetValue("extendedSessionsEnabled", false),
            ThrowExceptionOnInvalidDedupeStatus = true,
            FetchLargeMessageDataEnabled = true,
            AppName = "DurableTeams",
            LoggerFactory = loggers,
        };
    }

    /// <summary>Whether what is in hand is finished before the engine stops.</summary>
    public static bool StopsGracefully(IConfiguration hostJson) =>
        hostJson.GetValue("extensions:durableTask:useGracefulShutdown", false);

    private static TimeSpan Visible(IConfiguration storage, string name)
    {
        var value = storage.GetValue(name, VisibleNames);
        return value >= TimeSpan.FromMinutes(1) && value <= TimeSpan.FromHours(1)
            ? value
            : throw new InvalidOperationException($"{name} must be between 1 and 60 minutes.");
    }
}
