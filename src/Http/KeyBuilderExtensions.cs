using DurableTeams.Http.Admission;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

/// <summary>Sets the key of the HTTP API.</summary>
public static class KeyBuilderExtensions
{
    /// <summary>
    /// Asks every caller of the HTTP API for a key, in the header <c>x-functions-key</c> or the query's <c>code</c>. Without this
    /// call the variable <c>DURABLETEAMS_KEY</c> counts.
    /// </summary>
    /// <param name="teams">The builder.</param>
    /// <param name="key">The key; null asks for none, whatever the variable says.</param>
    public static DurableTeamsBuilder UseKey(this DurableTeamsBuilder teams, string? key)
    {
        ArgumentNullException.ThrowIfNull(teams);
        if (key is { Length: 0 }) throw new ArgumentException("A key has at least one character.", nameof(key));
        teams.Services.AddSingleton(new FunctionKey(key));
        return teams;
    }
}
