using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine.Activities;
using DurableTeams.Sqlite.Engine.Client;
using DurableTeams.Sqlite.Engine.Orchestrations;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Sqlite.Engine;

/// <summary>The services that the parts of the engine share.</summary>
internal sealed record EngineServices(
    EmbeddedDatabase Database,
    EngineOptions Options,
    OrchestratorCatalog Orchestrators,
    ActivityCatalog Activities,
    InlineActivities Inline,
    InstanceQueries Queries,
    ILoggerFactory Loggers);
