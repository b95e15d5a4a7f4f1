using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Embedded.Hosting;

/// <summary>The HTTP functions of an assembly, found by their attributes as the Functions host finds them.</summary>
internal sealed class FunctionCatalog
{
    private FunctionCatalog(IReadOnlyList<HttpFunction> http) => Http = http;

    /// <summary>Those with an HTTP trigger.</summary>
    public IReadOnlyList<HttpFunction> Http { get; }

    /// <summary>Finds the functions. Those with other triggers (timers) are the Functions host's own and are left out.</summary>
    public static FunctionCatalog Scan(Assembly assembly)
    {
        List<HttpFunction> http = [];
        foreach (var type in assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsGenericTypeDefinition: false }))
        {
            foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is not { } function) continue;
                var trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(found => found is not null);
                if (trigger is not null) http.Add(HttpFunction.Of(function.Name, method, trigger));
            }
        }

        return new FunctionCatalog(http);
    }
}
