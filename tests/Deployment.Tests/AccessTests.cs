using System.Reflection;
using DurableTeams.Functions.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Deployment.Tests;

public sealed class AccessTests
{
    // Callbacks carry a signature or a token of their own; liveness, the description and what is nowhere tell nothing of
    // anybody. Everything else asks for a function key.
    [Fact]
    public void HttpTriggers_AllButSignedCallbacksAndWhatTellsNothing_AskForAKey()
    {
        var open = typeof(RunTriggers).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .OfType<HttpTriggerAttribute>().Where(trigger => trigger.AuthLevel != AuthorizationLevel.Function)
            .Select(trigger => trigger.Route!).Distinct().Order(StringComparer.Ordinal);
        // The dashboard's pages ask for a sign-in.
        Assert.Equal(
            ["approvals/{requirementId}/callback", "dashboard/{*address}", "work/{workId}/callback", "{*address}"], open);
    }
}
