using System.Reflection;
using DurableTeams.Storage;

namespace DurableTeams.Embedded.Hosting;

/// <summary>An orchestration or activity.</summary>
/// <param name="Name">The name it is called by.</param>
/// <param name="Method">The method.</param>
/// <param name="Trigger">The parameter with the trigger.</param>
/// <param name="StoreOnly">Whether all it does is write to the store (see <see cref="StoreOnlyAttribute"/>).</param>
internal sealed record DurableFunction(string Name, MethodInfo Method, ParameterInfo Trigger, bool StoreOnly);
