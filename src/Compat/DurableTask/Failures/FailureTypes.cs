using System.Reflection;

namespace Microsoft.DurableTask;

internal static class FailureTypes
{
    /// <summary>Finds a type by the name in a failure: the runtime's, beside the type asked about, any loaded.</summary>
    public static Type? Find(string name, Assembly near)
    {
        var found = Type.GetType(name, throwOnError: false) ?? near.GetType(name, throwOnError: false);
        if (found is not null) return found;

        var candidates = AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType(name, throwOnError: false))
            .OfType<Type>()
            .Take(2)
            .ToArray();
        return candidates.Length < 2
            ? candidates.SingleOrDefault()
            : throw new AmbiguousMatchException($"More than one loaded assembly has an exception type '{name}'.");
    }
}
