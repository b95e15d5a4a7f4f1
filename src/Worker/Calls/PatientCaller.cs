using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableTeams.Worker.Calls;

/// <summary>Makes calls to the host, and makes each again until the host answers it.</summary>
internal sealed class PatientCaller : IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The host bounds bodies by bytes: letters outside of ASCII are not written as six.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly HttpMessageInvoker _http;
    private readonly HttpMessageInvoker? _own;
    private readonly Uri _api;
    private readonly string? _key;
    private readonly Action<string>? _log;
    private bool _away;

    public PatientCaller(WorkClientOptions options)
    {
        var server = options.Server?.OriginalString ?? Read(WorkClientOptions.ServerVariable) ?? WorkClientOptions.DefaultServer;
        Server = ServerOf(server);
        _api = new Uri(Server, "api/");
        _key = options.Key ?? Read(WorkClientOptions.KeyVariable);
        _log = options.Log;
        _http = options.Http ?? (_own = new HttpMessageInvoker(new SocketsHttpHandler
        {
            // A host that moved is found again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
        }));
    }

    public Uri Server { get; }

    public Task<Answer<T>> PostAsync<T>(string path, object body, TimeSpan wait, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json);
        return SendAsync<T>(() => new HttpRequestMessage(HttpMethod.Post, new Uri(_api, path))
        {
            Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        }, wait, cancellationToken);
    }

    public Task<Answer<T>> GetAsync<T>(string path, string token, TimeSpan wait, CancellationToken cancellationToken) =>
        SendAsync<T>(() => new HttpRequestMessage(HttpMethod.Get, new Uri(_api, path))
        {
            Headers = { { "x-work-token", token } },
        }, wait, cancellationToken);

    /// <summary>How something goes into a body.</summary>
    public static JsonElement ToJson(object value) => JsonSerializer.SerializeToElement(value, Json);

    public void Dispose() => _own?.Dispose();

    private async Task<Answer<T>> SendAsync<T>(
        Func<HttpRequestMessage> make, TimeSpan wait, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (answer, trouble) = await TryAsync<T>(make, wait + AnswerTime, cancellationToken);
            if (answer is not null)
            {
                if (_away) _log?.Invoke($"{Server} answers again");
                _away = false;
                return answer;
            }

            if (!_away) _log?.Invoke($"{Server} does not answer ({trouble!.Reason}); trying again until it does");
            _away = true;
            await Task.Delay(trouble!.After ?? Pause(attempt), cancellationToken);
        }
    }

    private async Task<(Answer<T>? Answer, Trouble? Trouble)> TryAsync<T>(
        Func<HttpRequestMessage> make, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using var request = make();
            if (_key is not null) request.Headers.TryAddWithoutValidation("x-functions-key", _key);
            using var response = await _http.SendAsync(request, limit.Token);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            if (response.IsSuccessStatusCode) return (new Answer<T>(Read<T>(body), response.Headers.Date), null);
            var refusal = Refusal(response.StatusCode, body);
            return IsPassing(refusal) ? (null, new Trouble(refusal.Message, Asked(response))) : throw refusal;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new Trouble("no answer in time", null));
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException)
        {
            return (null, new Trouble(trouble.Message, null));
        }
    }

    private T? Read<T>(byte[] body)
    {
        try
        {
            return body.Length == 0 ? default : JsonSerializer.Deserialize<T>(body, Json);
        }
        catch (JsonException unreadable)
        {
            throw new WorkRefusedException(
                200, "", $"{Server} gave an answer that no DurableTeams host gives; is the address right? {unreadable.Message}");
        }
    }

    private static bool IsPassing(WorkRefusedException refusal) => refusal.Status switch
    {
        408 or 425 or 500 or 502 or 503 or 504 => true,
        429 => refusal.Code is not ("tooManyEvents" or "tooManyQuestions"),
        _ => false,
    };

    private WorkRefusedException Refusal(HttpStatusCode status, byte[] body)
    {
        var problem = Problem.Read(body);
        var message = status switch
        {
            HttpStatusCode.Unauthorized =>
                $"{Server} refuses the key; set {WorkClientOptions.KeyVariable} to the host's function key.",
            _ when problem is { Code.Length: > 0 } => problem.Detail ?? problem.Title ?? problem.Code,
            HttpStatusCode.NotFound => $"{Server} has no such call; is it the address of a DurableTeams host?",
            _ => $"{Server} answered {(int)status}: {problem?.Detail ?? problem?.Title ?? Start(body)}",
        };
        return new WorkRefusedException((int)status, problem?.Code ?? "", message);

        static string Start(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(200, body.Length)));
    }

    private static TimeSpan? Asked(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } asked ? asked < LongestAskedFor ? asked : LongestAskedFor : null;

    [SuppressMessage("Security", "CA5394", Justification = "Spreads repetitions; nothing secret.")]
    private static TimeSpan Pause(int attempt)
    {
        var pause = Math.Min(LongestPause.TotalMilliseconds, 100 * Math.Pow(2, Math.Min(attempt, 10)));
        return TimeSpan.FromMilliseconds(pause * (0.75 + Random.Shared.NextDouble() / 2));
    }

    private static string? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static Uri ServerOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new ArgumentException($"'{text}' is no address of a host; write it as {WorkClientOptions.DefaultServer}.");
        var path = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (path.EndsWith("/api", StringComparison.Ordinal)) path = path[..^4];
        return new Uri(path + "/");
    }

    private sealed record Trouble(string Reason, TimeSpan? After);
}
