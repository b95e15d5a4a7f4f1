using System.Net;

namespace DurableTeams.Outbound;

/// <summary>Finds the addresses of names.</summary>
internal interface IHostResolver
{
    /// <summary>The addresses of a name, at least one.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name is not known, or the name server cannot be
    /// reached.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}

/// <summary>As this machine resolves names.</summary>
internal sealed class SystemResolver : IHostResolver
{
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
        await Dns.GetHostAddressesAsync(host, cancellationToken);
}
