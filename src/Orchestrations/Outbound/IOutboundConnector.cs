namespace DurableTeams.Outbound;

/// <summary>
/// Connects to other machines under this host's rules: public addresses, this machine, and the networks of
/// <c>DURABLETEAMS_ALLOWED_NETWORKS</c>. Every address of a name is checked, and a checked one is connected to.
/// </summary>
public interface IOutboundConnector
{
    /// <summary>Connects by TCP.</summary>
    /// <param name="host">A name or an IP address.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection; it belongs to the caller.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody answers, or the name is not found.</exception>
    /// <exception cref="Exception">The rules refuse the address; the message says why. Pass it on as it is.</exception>
    Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken = default);

    /// <summary>Whether a host is this machine: <c>localhost</c>, or a loopback address.</summary>
    bool IsThisMachine(string host);
}
