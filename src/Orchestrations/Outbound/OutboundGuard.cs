using System.Net;
using System.Net.Sockets;

namespace DurableTeams.Outbound;

/// <summary>
/// Where this host may connect to when a team file or a person names the address: https to public addresses and allowed
/// networks, http to this machine. The host resolves names itself, checks every address of a name, and connects to a checked
/// address. So a name that changes its meaning a moment later reaches nothing.
/// </summary>
internal sealed class OutboundGuard(IHostResolver resolver, AllowedNetworks allowed) : IOutboundConnector
{
    /// <summary>Refuses an address by its scheme and host.</summary>
    /// <exception cref="OutboundRefusedException">The address is neither https, nor http to this machine.</exception>
    public static void Check(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme is not ("https" or "http"))
            throw new OutboundRefusedException("only https addresses are called.");
        if (address.Scheme == "http" && !IsThisMachine(address.IdnHost))
            throw new OutboundRefusedException("http is allowed to this machine only; other addresses need https.");
    }

    /// <summary>The addresses that a host may be reached at.</summary>
    /// <exception cref="OutboundRefusedException">One of them may not be connected to.</exception>
    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
        ResolveAsync(host, thisMachine: true, cancellationToken);

    /// <summary>Connects to an address that was checked just now; for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        ConnectAsync(Of(context), thisMachine: true, cancellationToken);

    /// <summary>
    /// As <see cref="ConnectAsync(SocketsHttpConnectionContext, CancellationToken)"/>, but to this machine only where an
    /// allowed network holds the address.
    /// </summary>
    public ValueTask<Stream> ConnectPublicAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        ConnectAsync(Of(context), thisMachine: false, cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken = default) =>
        await ConnectAsync(new DnsEndPoint(host, port), thisMachine: true, cancellationToken);

    /// <inheritdoc/>
    bool IOutboundConnector.IsThisMachine(string host) => IsThisMachine(host);

    private static DnsEndPoint Of(SocketsHttpConnectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.DnsEndPoint;
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, bool thisMachine, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        // This name is this machine, whatever a name server says (RFC 6761).
        if (IsLocalhost(host))
        {
            IPAddress[] both = [IPAddress.Loopback, IPAddress.IPv6Loopback];
            return thisMachine
                ? both
                : both.Where(allowed.Contains).ToList() is { Count: > 0 } some ? some : [Checked(IPAddress.Loopback, host)];
        }

        if (TryLiteral(host, out var literal)) return [thisMachine && IsThisMachine(host) ? literal : Checked(literal, host)];
        var found = await resolver.ResolveAsync(host, cancellationToken);
        return [.. found.Select(address => Checked(address, host))];
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint to, bool thisMachine, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(to.Host, thisMachine, cancellationToken);
        SocketException? failure = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, to.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                failure = exception;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static bool IsThisMachine(string host) =>
        IsLocalhost(host) || (TryLiteral(host, out var address) && !address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address));

    private static bool IsLocalhost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static bool TryLiteral(string host, out IPAddress address) => IPAddress.TryParse(host.Trim('[', ']'), out address!);

    private IPAddress Checked(IPAddress address, string host) =>
        AddressRules.NotPublic(address) is not { } what || allowed.Contains(address)
            ? address
            : throw new OutboundRefusedException(
                $"{host} is {address}, which is {what}; {AllowedNetworks.Setting} does not allow it.");
}
