using System.Reflection;

namespace DurableTeams.Embedded.Hosting;

/// <summary>A function that this host cannot invoke; found when it starts, not when it is called.</summary>
internal sealed class FunctionParameterException(MethodInfo method, string reason)
    : InvalidOperationException($"{method.DeclaringType?.FullName}.{method.Name}: {reason}");
