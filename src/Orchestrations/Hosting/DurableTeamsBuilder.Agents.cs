using DurableTeams.Hosting;
using DurableTeams.Models;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

public sealed partial class DurableTeamsBuilder
{
    /// <summary>Adds an agent written in code, which a member's <c>agent:</c> may name.</summary>
    public DurableTeamsBuilder AddAgent(ICodeAgent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        Services.AddSingleton(agent);
        return this;
    }

    /// <summary>Adds an agent written in code, made once out of the program's services.</summary>
    public DurableTeamsBuilder AddAgent<T>()
        where T : class, ICodeAgent
    {
        Services.AddSingleton<ICodeAgent, T>();
        return this;
    }
}
