using DurableTeams.Definitions;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Protocols.AiSdk;

/// <summary>What answers are made with.</summary>
internal sealed record AiSdkParts(ITeamCatalog Teams, RunStretch Stretch, AiSdkConversation Conversation)
{
    /// <summary>Gives a handler those of its program.</summary>
    public static ValueTask<AiSdkParts?> BindAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var store = services.GetRequiredService<IRunStore>();
        var stretch = new RunStretch(store, services.GetRequiredService<RunFollower>());
        return new(new AiSdkParts(
            services.GetRequiredService<ITeamCatalog>(), stretch,
            new AiSdkConversation(
                store, services.GetRequiredService<RunService>(), services.GetRequiredService<ApprovalService>(), stretch)));
    }
}
