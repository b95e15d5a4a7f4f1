using DurableTeams.Tools.Functions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

public sealed partial class DurableTeamsBuilder
{
    /// <summary>
    /// Adds a .NET function that members can name among their tools. A person confirms the calls of an
    /// <see cref="ApprovalRequiredAIFunction"/>, and of a method with <see cref="RequiresApprovalAttribute"/>.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="configure">Says more of it as a tool; null leaves that to the function and to team files.</param>
    public DurableTeamsBuilder AddTool(AIFunction function, Action<ToolOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        Services.AddSingleton(new RegisteredTool(function, configure));
        return this;
    }

    /// <summary>As <see cref="AddTool(AIFunction, Action{ToolOptions}?)"/>, for a function that needs the program's
    /// services.</summary>
    /// <param name="create">Makes the function, once, when the host starts. A call has a scope of its own besides.</param>
    /// <param name="configure">Says more of it as a tool; null leaves that to the function and to team files.</param>
    public DurableTeamsBuilder AddTool(Func<IServiceProvider, AIFunction> create, Action<ToolOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.AddSingleton(services => new RegisteredTool(
            create(services) ?? throw new InvalidOperationException("AddTool: the function that was made is null."), configure));
        return this;
    }
}
