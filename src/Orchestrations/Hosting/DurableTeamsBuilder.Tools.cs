using DurableTeams.Tools.Functions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

public sealed partial class DurableTeamsBuilder
{
    /// <summary>
    /// Adds a .NET function that members can name among their tools. A person confirms the calls of an
    /// <see cref="ApprovalRequiredAIFunction"/>.
    /// </summary>
    public DurableTeamsBuilder AddTool(AIFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Services.AddSingleton(new RegisteredTool(function));
        return this;
    }
}
