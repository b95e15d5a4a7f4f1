using System.Reflection;

namespace Microsoft.DurableTask;

internal static class TaskTypes
{
    public static TaskName NameOf(Type type)
    {
        var named = type.GetCustomAttribute<DurableTaskAttribute>()?.Name.Name;
        return new TaskName(string.IsNullOrEmpty(named) ? type.Name : named);
    }

    public static TaskVersion VersionOf(Type type) => new(type.GetCustomAttribute<DurableTaskAttribute>()?.Version);

    public static void RequireConcrete<T>(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(T).IsAssignableFrom(type) || type.IsAbstract)
            throw new ArgumentException($"Type '{type}' must be a concrete {typeof(T).Name}.", nameof(type));
    }

    public static void RequireName(TaskName name)
    {
        if (string.IsNullOrEmpty(name.Name)) throw new ArgumentException("A task needs a name.", nameof(name));
    }
}
