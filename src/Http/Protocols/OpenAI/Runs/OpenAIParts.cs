using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Definitions;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Protocols.OpenAI.Runs;

/// <summary>What answers are made with.</summary>
internal sealed record OpenAIParts(
    ITeamCatalog Teams, RunService Runs, OpenAITelling Telling, OpenAIQuestions Questions, OpenAIConversation Conversation)
{
    /// <summary>Gives a handler those of its program.</summary>
    public static ValueTask<OpenAIParts?> BindAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var store = services.GetRequiredService<IRunStore>();
        var runs = services.GetRequiredService<RunService>();
        var stretch = new RunStretch(store, services.GetRequiredService<RunFollower>());
        return new(new OpenAIParts(
            services.GetRequiredService<ITeamCatalog>(), runs,
            new OpenAITelling(store, stretch, services.GetRequiredService<EventDetails>()),
            new OpenAIQuestions(
                services.GetRequiredService<RequirementViews>(), services.GetRequiredService<PublicAddress>()),
            new OpenAIConversation(store, runs, services.GetRequiredService<ApprovalService>(), stretch)));
    }
}
