using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Embedded.Hosting;

/// <summary>A function with an HTTP trigger.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Method">The method.</param>
/// <param name="Route">Its route, below the prefix.</param>
/// <param name="Verbs">The HTTP methods, upper case; none stands for all.</param>
/// <param name="Level">Who may call it.</param>
internal sealed record HttpFunction(string Name, MethodInfo Method, string Route, IReadOnlyList<string> Verbs, AuthorizationLevel Level)
{
    /// <summary>What the Functions host puts before every route (host.json, <c>routePrefix</c>).</summary>
    public const string Prefix = "/api/";

    /// <summary>The function of a trigger; as on the Functions host, one without a route has its name, one without methods takes all.</summary>
    public static HttpFunction Of(string name, MethodInfo method, HttpTriggerAttribute trigger) => new(
        name,
        method,
        trigger.Route ?? name,
        trigger.Methods is { Length: > 0 } methods ? [.. methods.Select(verb => verb.ToUpperInvariant())] : [],
        trigger.AuthLevel);
}
