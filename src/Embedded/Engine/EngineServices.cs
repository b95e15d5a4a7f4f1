using DurableTeams.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Engine;

/// <summary>What the parts of the engine share.</summary>
internal sealed record EngineServices(
    EmbeddedDatabase Database,
    EngineOptions Options,
    OrchestratorCatalog Orchestrators,
    ActivityCatalog Activities,
    InlineActivities Inline,
    InstanceQueries Queries,
    ILoggerFactory Loggers);
