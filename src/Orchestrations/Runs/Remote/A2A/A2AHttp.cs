using System.Buffers;
using System.Net;
using System.Text.Json;
using DurableTeams.Outbound;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>One HTTP request to an A2A agent, and what its failure means.</summary>
internal sealed class A2AHttp(OutboundHttp http, TimeProvider time)
{
    /// <summary>Bytes of an answer, and of one event of a stream.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const int MaxReason = 300;

    /// <summary>The JSON of an answer.</summary>
    /// <exception cref="A2AException">There is none.</exception>
    public async Task<JsonElement> CallAsync(HttpRequestMessage request, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var either = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(either.Token, cancellationToken);
        try
        {
            using var response = await OpenAsync(request, linked.Token);
            return Parse(await ReadAsync(response.Content, linked.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Later($"had no answer within {limit.TotalSeconds:0} s");
        }
    }

    /// <summary>An answer whose headers are there; the caller reads the body.</summary>
    /// <exception cref="A2AException">The agent refuses the call, or cannot be reached.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode) return response;
            using (response) throw await RefusalAsync(response, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new A2AException(A2AException.RefusedCode, $"could not be reached: {exception.Message}")
            {
                Passes = true,
                Unsent = exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError,
            };
        }
        catch (IOException exception)
        {
            throw Later($"could not be reached: {exception.Message}");
        }
    }

    /// <summary>Reads JSON.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = A2AJson.MaxDepth });
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new A2AException(A2AException.RefusedCode, "gave an answer that is not JSON");
        }
    }

    /// <summary>Reads JSON as an object of the protocol.</summary>
    public static T Read<T>(JsonElement json)
        where T : class
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.Deserialize<T>(A2AJson.Options) is { } read
                ? read
                : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new A2AException(A2AException.RefusedCode, "gave an answer that is not of A2A 1.0");
        }
    }

    private static A2AException Later(string what) => new(A2AException.RefusedCode, what) { Passes = true };

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            var body = new ArrayBufferWriter<byte>();
            while (await stream.ReadAsync(body.GetMemory(16 * 1024), cancellationToken) is > 0 and var count)
            {
                body.Advance(count);
                if (body.WrittenCount > MaxBytes)
                    throw new A2AException(A2AException.RefusedCode, $"gave an answer of more than {MaxBytes} bytes");
            }

            return body.WrittenMemory;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw Later($"gave an answer that broke off: {exception.Message}");
        }
    }

    private async Task<A2AException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var passes = status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            || status == 425;
        var text = await BoundedBody.ReadAsync(response.Content, MaxReason, cancellationToken);
        return new A2AException(
            response.StatusCode == HttpStatusCode.NotFound ? A2AException.LostCode : A2AException.RefusedCode,
            $"was refused by its agent with HTTP {status}: {text.ReplaceLineEndings(" ").Trim()}".TrimEnd(':', ' '))
        {
            Passes = passes,
            Unsent = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable,
            RetryAfter = RetryAfterHeader.Of(response.Headers, time.GetUtcNow()),
        };
    }
}
