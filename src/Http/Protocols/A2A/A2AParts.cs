using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>What answers are made with.</summary>
internal sealed record A2AParts(
    IRunStore Store, ITeamCatalog Teams, RunService Runs, RunStretch Stretch, A2ATasks Tasks, A2AConversation Conversation)
{
    /// <summary>Those of the program of a request.</summary>
    public static A2AParts Of(HttpContext context)
    {
        var services = context.RequestServices;
        var store = services.GetRequiredService<IRunStore>();
        var runs = services.GetRequiredService<RunService>();
        var stretch = new RunStretch(store, services.GetRequiredService<RunFollower>());
        return new A2AParts(
            store, services.GetRequiredService<ITeamCatalog>(), runs, stretch,
            new A2ATasks(
                store, stretch, services.GetRequiredService<RunViews>(), services.GetRequiredService<RequirementViews>()),
            new A2AConversation(store, runs, services.GetRequiredService<ApprovalService>(), stretch));
    }

    /// <summary>Gives a handler those of its program.</summary>
    public static ValueTask<A2AParts?> BindAsync(HttpContext context) => new(Of(context));

    /// <summary>The team that an address names.</summary>
    /// <exception cref="ApiException">404.</exception>
    public PinnedTeam Team(string teamId) => Teams.Find(teamId) ?? throw ApiErrors.NotFound("team", teamId);
}
