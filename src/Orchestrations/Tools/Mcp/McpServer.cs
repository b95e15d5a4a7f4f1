using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Tools.Mcp;

/// <summary>
/// One MCP server over Streamable HTTP: its connection, made on demand, and its tools, listed again once in a while.
/// </summary>
internal sealed partial class McpServer(
    Uri url, IReadOnlyDictionary<string, string> headers, Func<HttpClient> http, TimeProvider time, ILogger? logger)
        : IAsyncDisposable
{
    private static readonly TimeSpan ListLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly List<McpClient> _retired = [];
    private McpClient? _client;
    private int _calls;
    private DateTimeOffset _listedAt;
    private volatile IReadOnlyList<Tool>? _tools;

    /// <summary>The tools of the last list; null where the server was never asked.</summary>
    public IReadOnlyList<Tool>? Known => _tools;

    /// <summary>The tools, from a list that is at most a minute old, or from a new one.</summary>
    public async Task<IReadOnlyList<Tool>> ListAsync(bool anew, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!anew && _tools is { } known && time.GetUtcNow() - _listedAt < ListLife) return known;
            using var timeout = new CancellationTokenSource(McpLimits.ListTime, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            // No resilience handler can do this: after an ended session, one new session is opened, with another client.
            for (var again = false; ; again = true)
            {
                var exchange = new McpExchange();
                try
                {
                    var client = _client ??= await ConnectAsync(either.Token).ConfigureAwait(false);
                    McpExchange.Current.Value = exchange;
                    var tools = await McpPages.ReadAsync(client, either.Token).ConfigureAwait(false);
                    _listedAt = time.GetUtcNow();
                    return _tools = tools;
                }
                catch (Exception failure)
                {
                    Retire();
                    if (_calls == 0) await DisposeRetiredAsync().ConfigureAwait(false);
                    if (exchange.SessionGone && !again && !either.IsCancellationRequested) continue;
                    if (exchange.TooLong) throw new McpLimitException(McpBodies.TooLong());
                    if (failure is not OperationCanceledException || cancellationToken.IsCancellationRequested) throw;
                    throw new TimeoutException("The MCP server did not answer in time.");
                }
                finally
                {
                    McpExchange.Current.Value = null;
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Calls a tool by the server's name for it. Calls it once more where the server does not know the session, since nothing
    /// ran then.
    /// </summary>
    public async Task<CallToolResult> CallAsync(
        CallToolRequestParams call, McpExchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            return await CallOnceAsync(call, exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (exchange.SessionGone && !cancellationToken.IsCancellationRequested)
        {
            return await CallOnceAsync(call, exchange, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<CallToolResult> CallOnceAsync(
        CallToolRequestParams call, McpExchange exchange, CancellationToken cancellationToken)
    {
        McpClient client;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            client = _client ??= await ConnectAsync(cancellationToken).ConfigureAwait(false);
            _calls++;
        }
        finally
        {
            _one.Release();
        }

        Exception? failure = null;
        try
        {
            McpExchange.Current.Value = exchange;
            return await client.CallToolAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            failure = thrown;
            throw;
        }
        finally
        {
            McpExchange.Current.Value = null;
            await EndCallAsync(client, failure, exchange.SessionGone).ConfigureAwait(false);
        }
    }

    /// <summary>Warns of a gate on a tool that the server does not have: a misspelt gate gates nothing.</summary>
    public void WarnOfGate(string toolName)
    {
        if (logger is not null) LogGate(logger, url.Host, toolName);
    }

    public async ValueTask DisposeAsync()
    {
        Retire();
        await DisposeRetiredAsync().ConfigureAwait(false);
        _one.Dispose();
    }

    private async Task EndCallAsync(McpClient client, Exception? failure, bool sessionGone)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            _calls--;
            // The server's tools may have changed.
            if (failure is not null) _listedAt = DateTimeOffset.MinValue;
            // The session or connection may be lost, unless the server refused by protocol or the caller stopped waiting.
            var isGone = sessionGone || failure is not (null or McpProtocolException or OperationCanceledException);
            if (isGone && ReferenceEquals(client, _client)) Retire();
            if (_calls == 0) await DisposeRetiredAsync().ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    private Task<McpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        // The client logs nothing, since addresses and headers may hold secrets.
        var transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = url,
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = headers.ToDictionary(),
                // Only answers are read from the server.
                EnableStandaloneGetStream = false,
                MaxReconnectionAttempts = 0,
            },
            http(),
            ownsHttpClient: true);
        var options = new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "DurableTeams", Version = "1.0" },
            TimeProvider = time,
            InitializationTimeout = McpLimits.ListTime,
            DiscoverProbeTimeout = McpLimits.DiscoverTime,
        };
        return McpClient.CreateAsync(transport, options, cancellationToken: cancellationToken);
    }

    // Other calls may still wait for their answers on this client.
    private void Retire()
    {
        if (_client is { } client) _retired.Add(client);
        (_client, _listedAt) = (null, DateTimeOffset.MinValue);
    }

    private async Task DisposeRetiredAsync()
    {
        foreach (var client in _retired)
        {
            try
            {
                // Ends the session at the server; the server may be the part that does not answer.
                await client.DisposeAsync().AsTask().WaitAsync(EndTimeout).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException
                or InvalidOperationException or TimeoutException)
            {
                // The connection is dropped in either case.
            }
        }

        _retired.Clear();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The MCP server at {Host} has no tool '{Tool}', which a team names in 'gated': that name gates nothing")]
    private static partial void LogGate(ILogger logger, string host, string tool);
}
