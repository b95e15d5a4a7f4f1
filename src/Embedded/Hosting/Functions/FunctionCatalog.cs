using System.Reflection;
using DurableTeams.Storage;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Embedded.Hosting;

/// <summary>The functions of an assembly, found by their attributes as the Functions host finds them.</summary>
internal sealed class FunctionCatalog
{
    private FunctionCatalog(IReadOnlyList<DurableFunction> orchestrations, IReadOnlyList<DurableFunction> activities)
    {
        Orchestrations = orchestrations;
        Activities = activities;
    }

    /// <summary>Those with an orchestration trigger.</summary>
    public IReadOnlyList<DurableFunction> Orchestrations { get; }

    /// <summary>Those with an activity trigger.</summary>
    public IReadOnlyList<DurableFunction> Activities { get; }

    /// <summary>Finds the functions. Those with other triggers (HTTP, timers) are the Functions host's own and are left out.</summary>
    public static FunctionCatalog Scan(Assembly assembly)
    {
        List<DurableFunction> orchestrations = [], activities = [];
        foreach (var type in assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsGenericTypeDefinition: false }))
        {
            foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is not { } function) continue;
                foreach (var parameter in method.GetParameters())
                {
                    if (parameter.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null)
                        orchestrations.Add(new DurableFunction(function.Name, method, parameter, StoreOnly: false));
                    else if (parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null)
                        activities.Add(new DurableFunction(function.Name, method, parameter, method.IsDefined(typeof(StoreOnlyAttribute))));
                }
            }
        }

        return new FunctionCatalog(orchestrations, activities);
    }
}
