using System.Text.Json;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Client;

/// <summary>What people have to decide on a host, the earliest deadline first.</summary>
/// <param name="talk">The host.</param>
/// <param name="query">Filters, as the API takes them.</param>
/// <param name="most">At most so many.</param>
internal sealed class HostInbox(HostTalk talk, string query, int most)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private DateTimeOffset? _away;

    /// <summary>Reads what is pending now.</summary>
    /// <param name="patient">Whether a host that does not answer is waited for, up to a minute.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The requirements; null where the host is away.</returns>
    /// <exception cref="HostCallException">The host refused, or does not answer.</exception>
    public async Task<IReadOnlyList<JsonElement>?> ReadAsync(bool patient, CancellationToken cancellationToken)
    {
        try
        {
            List<JsonElement> pending = [];
            var filters = $"&status=pending&order=deadline{query}";
            await foreach (var one in ListOptions.PagesAsync(talk, "approvals", filters, most, cancellationToken))
                pending.Add(one);
            _away = null;
            return pending;
        }
        catch (HostCallException away) when (patient && away.ExitCode == ExitCodes.NotReachable)
        {
            if (_away is null) await Console.Error.WriteLineAsync($"{talk.Client.Server} is away; waiting for it.");
            _away ??= DateTimeOffset.UtcNow;
            if (DateTimeOffset.UtcNow - _away > Patience) throw;
            return null;
        }
    }
}
