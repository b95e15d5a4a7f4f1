using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Client;

/// <summary>Calls the API of a running host.</summary>
internal sealed class HostClient : IDisposable
{
    /// <summary>How long a call may take; longer than a host waits for a run that is asked to wait.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http;

    /// <summary>A client of the host at this address, with this key.</summary>
    public HostClient(Uri server, string? key)
    {
        Server = server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (Server.EndsWith("/api", StringComparison.Ordinal)) Server = Server[..^"/api".Length];
        _http = new HttpClient { BaseAddress = new Uri(Server + "/api/"), Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null) _http.DefaultRequestHeaders.TryAddWithoutValidation("x-functions-key", key);
    }

    /// <summary>The host's address, without <c>/api</c>.</summary>
    public string Server { get; }

    /// <summary>GET below <c>/api</c>.</summary>
    /// <exception cref="HostCallException">The host refused, or does not answer.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>POST below <c>/api</c>.</summary>
    /// <exception cref="HostCallException">The host refused, or does not answer.</exception>
    public Task<JsonElement> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, path, body, cancellationToken);

    /// <summary>
    /// The events of a run after this one, until the host ends the stream: where the run ended, or where the host goes away.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">The last event that is known, by its sequence; 0 for none.</param>
    /// <param name="include">What events hold beside themselves, as the API takes it; null for all of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HostCallException">The host refused, or does not answer.</exception>
    public async IAsyncEnumerable<JsonElement> EventsAsync(
        string runId, long after, string? include, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, FormattableString.Invariant($"runs/{Uri.EscapeDataString(runId)}/events?after={after}")
                + (include is null ? "" : $"&include={include}"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NoContent) yield break;
        await RefuseAsync(response, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var items = SseParser.Create(stream, (_, data) => data.ToArray()).EnumerateAsync(cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(items))
        {
            if (items.Current.Data.Length > 0) yield return JsonSerializer.Deserialize<JsonElement>(items.Current.Data);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> NextAsync(IAsyncEnumerator<SseItem<byte[]>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw Away(broken);
        }
    }

    private async Task<JsonElement> CallAsync(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CallTimeout);
        try
        {
            using var response = await SendAsync(request, limit.Token);
            await RefuseAsync(response, limit.Token);
            return await ReadAsync(response, limit.Token);
        }
        catch (Exception broken) when (broken is IOException
            || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Away(broken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException broken)
        {
            throw Away(broken);
        }
    }

    private HostCallException Away(Exception why) => new(
        ExitCodes.NotReachable,
        $"{Server} does not answer: {OneLine.Of(why.Message, 200).TrimEnd('.')}. "
            + "Start the host, or name its address with --server URL.");

    private async Task RefuseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
            throw new HostCallException(
                ExitCodes.Failed, $"{Server} answers with a redirect; name the host itself with --server URL.");
        var problem = await ReadAsync(response, cancellationToken);
        var (code, detail) = (problem.Text("code"), problem.Text("detail"));
        if (status == 401)
            throw new HostCallException(
                ExitCodes.Failed, "unauthorized: the host asks for its key: set DURABLETEAMS_KEY, or add --key-file FILE.");
        throw new HostCallException(
            ExitCodes.Failed,
            detail.Length > 0
                ? $"{(code.Length > 0 ? code + ": " : "")}{OneLine.Of(detail, 1000)}"
                : FormattableString.Invariant($"{Server} answered {status}, and did not say why. Is it a host of DurableTeams?"));
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(bytes);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
