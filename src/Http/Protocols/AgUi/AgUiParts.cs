using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>What answers are made with.</summary>
internal sealed record AgUiParts(
    IRunStore Store, ITeamCatalog Teams, RequirementViews Requirements, RunViews Runs, RunStretch Stretch,
    AgUiConversation Conversation)
{
    /// <summary>Gives a handler those of its program.</summary>
    public static ValueTask<AgUiParts?> BindAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var store = services.GetRequiredService<IRunStore>();
        var teams = services.GetRequiredService<ITeamCatalog>();
        var stretch = new RunStretch(store, services.GetRequiredService<RunFollower>());
        return new(new AgUiParts(
            store, teams, services.GetRequiredService<RequirementViews>(), services.GetRequiredService<RunViews>(), stretch,
            new AgUiConversation(
                store, services.GetRequiredService<RunService>(), services.GetRequiredService<ApprovalService>(), stretch,
                services.GetRequiredService<TimeProvider>())));
    }
}
