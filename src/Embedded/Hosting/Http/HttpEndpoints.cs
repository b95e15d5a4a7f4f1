using DurableTeams.Functions.Http.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Hosting;

/// <summary>Serves functions with an HTTP trigger.</summary>
internal static class HttpEndpoints
{
    /// <summary>Maps each function's route to it.</summary>
    public static void Map(
        IEndpointRouteBuilder routes, FunctionCatalog functions, FunctionInstances instances, DurableTaskClient client, FunctionKey key)
    {
        foreach (var function in functions.Http)
        {
            var invoke = HttpInvoker.Compile(function);
            var open = function.Level == AuthorizationLevel.Anonymous;
            var endpoint = routes.Map(HttpFunction.Prefix + function.Route, async context =>
            {
                var result = open || key.Admits(context.Request)
                    ? (IResult?)await invoke(instances, context, client)
                    : Problem.Answer(401, "unauthorized", "This call needs the host's key, in the header x-functions-key or as ?code=.");
                if (result is not null) await result.ExecuteAsync(context);
            }).WithDisplayName(function.Name);
            if (function.Verbs.Count > 0) endpoint.WithMetadata(new HttpMethodMetadata(function.Verbs));
        }
    }
}
