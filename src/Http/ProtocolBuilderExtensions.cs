using DurableTeams.Http.Protocols;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

/// <summary>Chooses the protocols of the HTTP API.</summary>
public static class ProtocolBuilderExtensions
{
    /// <summary>Turns protocols off or on: <c>teams.UseProtocols(on => on with { AgUi = false })</c>.</summary>
    /// <param name="teams">The builder.</param>
    /// <param name="change">Changes what is on by the variable <see cref="ProtocolOptions.Setting"/>.</param>
    public static DurableTeamsBuilder UseProtocols(
        this DurableTeamsBuilder teams, Func<ProtocolOptions, ProtocolOptions> change)
    {
        ArgumentNullException.ThrowIfNull(teams);
        ArgumentNullException.ThrowIfNull(change);
        teams.Services.AddSingleton(new ProtocolChoice(change));
        return teams;
    }
}
