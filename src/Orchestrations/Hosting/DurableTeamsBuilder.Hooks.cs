using DurableTeams.Hooks;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

public sealed partial class DurableTeamsBuilder
{
    /// <summary>
    /// Adds a hook, made anew for each step out of the program's services, in a scope of its own. Hooks are asked in the order in
    /// which they are added.
    /// </summary>
    /// <typeparam name="T">Implements one or more of <see cref="IModelCallHook"/>, <see cref="IToolCallHook"/> and
    /// <see cref="IRunHook"/>.</typeparam>
    public DurableTeamsBuilder AddHook<T>()
        where T : class, IHook
    {
        Services.AddSingleton(new RegisteredHook(typeof(T)));
        return this;
    }

    /// <summary>Adds a hook; all steps share it. Hooks are asked in the order in which they are added.</summary>
    /// <param name="hook">Implements one or more of <see cref="IModelCallHook"/>, <see cref="IToolCallHook"/> and
    /// <see cref="IRunHook"/>.</param>
    public DurableTeamsBuilder AddHook(IHook hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        Services.AddSingleton(new RegisteredHook(hook.GetType(), hook));
        return this;
    }
}
