using System.Reflection;
using DurableTeams.Functions.Http.Triggers;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Deployment.Tests;

public sealed class AccessTests
{
    // Callbacks carry a signature of their own, liveness and the description tell nothing of anybody; everything else asks for a function key.
    [Fact]
    public void HttpTriggers_AllButSignedCallbacksHealthAndDescription_AskForAKey()
    {
        var open = typeof(RunTriggers).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .OfType<HttpTriggerAttribute>().Where(trigger => trigger.AuthLevel != AuthorizationLevel.Function)
            .Select(trigger => trigger.Route!).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["approvals/{requirementId}/callback", "health", "openapi.json"], open);
    }
}
