using System.Collections.Concurrent;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Tools.Mcp;

/// <summary>
/// The MCP servers of all teams, one for each address and set of expanded headers. No MemoryCache, since a call may be using a
/// server that it drops.
/// </summary>
internal sealed class McpServers(
    IHttpClientFactory clients, IDefinitionEnvironment environment, TimeProvider time, ILoggerFactory? loggers = null)
        : IAsyncDisposable, IDisposable
{
    /// <summary>The named client of MCP calls.</summary>
    public const string Client = "DurableTeams.Mcp";

    private readonly ConcurrentDictionary<string, McpServer> _servers = new(StringComparer.Ordinal);

    /// <summary>The server of a definition.</summary>
    /// <exception cref="DefinitionException">The definition cannot be used; the message holds no secret.</exception>
    public McpServer Get(McpToolDefinition mcp)
    {
        var address = EnvironmentReferences.Expand(mcp.Url, environment);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw Unusable($"the url {DefinitionView.MaskAddress(mcp.Url)} of an MCP server is no http or https address");
        }

        var headers = mcp.Headers.ToDictionary(
            header => header.Key,
            header => EnvironmentReferences.Expand(header.Value, environment).Trim(),
            StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if (value.Any(c => c is (< ' ' or > '~') and not '\t'))
                throw Unusable($"the value of the header {name} of an MCP server has characters that a header cannot have");
        }

        // The expanded values are the key, so that a rotated secret makes a new connection.
        var key = string.Join(
            '\n', headers.Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal).Prepend(address));
        return _servers.GetOrAdd(
            key, _ => new McpServer(url, headers, () => clients.CreateClient(Client), time, loggers?.CreateLogger<McpServer>()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values) await server.DisposeAsync().ConfigureAwait(false);
    }

    // A container that is disposed synchronously needs this method.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static DefinitionException Unusable(string reason) => new([new DefinitionError("tools", 0, reason)]);
}
