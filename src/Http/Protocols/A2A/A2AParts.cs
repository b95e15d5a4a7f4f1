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
    IRunStore Store, ITeamCatalog Teams, RunService Runs, RunStretch Stretch, A2ATasks Tasks, A2AConversation Conversation,
    RunCallbacks Callbacks)
{
    /// <summary>Those of the program of a request.</summary>
    public static A2AParts Of(HttpContext context)
    {
        var services = context.RequestServices;
        var store = services.GetRequiredService<IRunStore>();
        var runs = services.GetRequiredService<RunService>();
        var stretch = new RunStretch(store, services.GetRequiredService<RunFollower>());
        return new A2AParts(
            store, services.GetRequiredService<ITeamCatalog>(), runs, stretch, TasksOf(services),
            new A2AConversation(store, runs, services.GetRequiredService<ApprovalService>(), stretch),
            services.GetRequiredService<RunCallbacks>());
    }

    /// <summary>What makes tasks of runs.</summary>
    public static A2ATasks TasksOf(IServiceProvider services)
    {
        var store = services.GetRequiredService<IRunStore>();
        return new A2ATasks(
            store, new RunStretch(store, services.GetRequiredService<RunFollower>()), services.GetRequiredService<RunViews>(),
            services.GetRequiredService<RequirementViews>());
    }

    /// <summary>Gives a handler those of its program.</summary>
    public static ValueTask<A2AParts?> BindAsync(HttpContext context) => new(Of(context));

    /// <summary>The team that an address names.</summary>
    /// <exception cref="ApiException">404.</exception>
    public PinnedTeam Team(string teamId) => Teams.Find(teamId) ?? throw ApiErrors.NotFound("team", teamId);
}
