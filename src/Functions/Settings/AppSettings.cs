using DurableTeams.Services.Maintenance;

namespace DurableTeams.FunctionsApp.Settings;

/// <summary>
/// Every setting of the app on the Functions host. The product reads settings by these names. A test compares infra/ and
/// docs/reference/functions-app.md with this list. Variables of team files are not in it.
/// </summary>
public static class AppSettings
{
    /// <summary>The folder of the team files.</summary>
    public const string Teams = "DURABLETEAMS_TEAMS";

    /// <summary>The storage account of the Functions host and of the run store: a connection string, for development.</summary>
    public const string Storage = "AzureWebJobsStorage";

    /// <summary>The storage account by name, with an identity.</summary>
    public const string StorageAccount = Storage + "__accountName";

    /// <summary>The table endpoint of the account, where the name is not enough (another cloud, a private name).</summary>
    public const string StorageTables = Storage + "__tableServiceUri";

    /// <summary>How to sign in to the account; <c>managedidentity</c>.</summary>
    public const string StorageCredential = Storage + "__credential";

    /// <summary>The client id of the user-assigned identity that signs in.</summary>
    public const string StorageClientId = Storage + "__clientId";

    /// <summary>The Durable Task Scheduler, where that is the backend (host.dts.json).</summary>
    public const string Scheduler = "DURABLE_TASK_SCHEDULER_CONNECTION_STRING";

    /// <summary>The settings that the product's code reads.</summary>
    public static IReadOnlyList<AppSetting> Read { get; } =
    [
        new(Storage, "UseDevelopmentStorage=true", "Storage account as a connection string: Azurite, or an account with keys"),
        new(StorageAccount, "stdurableteams", "Storage account by name, signed in to with an identity; instead of " + Storage),
        new(
            StorageTables,
            "https://stdurableteams.table.core.windows.net",
            "Its table endpoint, where the name alone does not give it"),
        new(StorageCredential, "managedidentity", "Sign in with the app's managed identity"),
        new(
            StorageClientId,
            "00000000-0000-0000-0000-000000000000",
            "Client id of the user-assigned identity; without it the system-assigned one"),
        new(
            Scheduler,
            "Endpoint=https://NAME.REGION.durabletask.io;Authentication=ManagedIdentity;ClientID=ID",
            "The Durable Task Scheduler, with host.dts.json"),
        new(Teams, "/home/site/wwwroot/teams", "Folder of team files; without it `teams` beside the app"),
        new("DURABLETEAMS_LINK_KEYS", "k1:at-least-16-bytes-of-secret", "Keys of approval links; without it there are none"),
        new("DURABLETEAMS_WEBHOOK_KEYS", "k1:at-least-16-bytes-of-secret", "Keys of notifications; without it those of links"),
        new(
            "DURABLETEAMS_PUBLIC_URL",
            "https://teams.example.com",
            "Where people reach the app; without it the app's Azure name"),
        new(
            "DURABLETEAMS_SMTP_URL",
            "smtp://user:password@mail.example.com:587",
            "Mail server for notifications by mail; without it there are none"),
        new("DURABLETEAMS_MAIL_FROM", "teams@example.com", "Who these mails are from"),
        new("DURABLETEAMS_ALLOWED_NETWORKS", "10.20.0.0/16", "Networks that are not public and may be called"),
        new(
            "DURABLETEAMS_TOOL_NETWORKS",
            "public",
            "With public, tools may not call private addresses; without it, or with any, tools may"),
        new(
            "DURABLETEAMS_STARTS_PER_MINUTE",
            "600",
            "Runs that may be started, retried and forked in a minute; without it there is no limit"),
        new("DURABLETEAMS_PROTOCOLS", "agui", "Protocols that are spoken beside the API; without it all, with none no other"),
        new("DURABLETEAMS_A2A_TEAM", "newsroom", "The team whose A2A card is the app's; without it the first by id"),
        new("DURABLETEAMS_MCP_WAIT", "45", "Seconds that a call of a team as an MCP tool waits for its run; without it 45"),
        new("DURABLETEAMS_DASHBOARD", "off", "With off no pages for people; without it, or with on, there are"),
        new(
            "DURABLETEAMS_TRACE_URL",
            "https://traces.example.com/trace/{traceId}",
            "The address of a trace, for links on pages; without it there are none"),
        new(
            MaintenanceOptions.RetentionSetting,
            "90d",
            "Sessions unused for this long are deleted; without it no session is deleted"),
        new(
            MaintenanceOptions.StuckAfterSetting,
            "1h",
            "Running runs that recorded nothing for this long are reported; without it one hour"),
    ];

    /// <summary>The settings that the Functions host reads, and that this app's deployment sets.</summary>
    public static IReadOnlyList<AppSetting> OfTheHost { get; } =
    [
        new(Storage + "__blobServiceUri", "https://stdurableteams.blob.core.windows.net", "Keys, leases and timers of the host"),
        new(
            Storage + "__queueServiceUri",
            "https://stdurableteams.queue.core.windows.net",
            "Queues of the Azure Storage backend"),
        new(
            "APPLICATIONINSIGHTS_CONNECTION_STRING",
            "InstrumentationKey=…;IngestionEndpoint=https://…",
            "Where traces and logs go"),
        new("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "ClientId=ID;Authorization=AAD", "The identity that sends them"),
    ];
}
