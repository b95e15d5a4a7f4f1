using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Definitions;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>What answers are made with.</summary>
internal sealed record McpParts(
    IRunStore Store, ITeamCatalog Teams, RunService Runs, RunViews Views, RequirementViews Requirements, RunStretch Stretch,
    PublicAddress Address, TimeProvider Time, McpAnswers Answers)
{
    /// <summary>Those of a request's program.</summary>
    public static McpParts Of(HttpContext http)
    {
        var services = http.RequestServices;
        var store = services.GetRequiredService<IRunStore>();
        var views = services.GetRequiredService<RequirementViews>();
        return new McpParts(
            store, services.GetRequiredService<ITeamCatalog>(), services.GetRequiredService<RunService>(),
            services.GetRequiredService<RunViews>(), views,
            new RunStretch(store, services.GetRequiredService<RunFollower>()), services.GetRequiredService<PublicAddress>(),
            services.GetRequiredService<TimeProvider>(),
            new McpAnswers(store, views, services.GetRequiredService<ApprovalService>()));
    }
}
