using System.Reflection;
using System.Text.Json;
using DurableTeams.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace DurableTeams.Http.Answers;

/// <summary>
/// A JSON answer, built in full before the first byte is sent: a value that cannot be written becomes a problem, not half an
/// answer.
/// </summary>
/// <typeparam name="T">The type of the value.</typeparam>
internal sealed class JsonAnswer<T>(T value, int status, string contentType) : IResult, IEndpointMetadataProvider
{
    private readonly byte[] _body = JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Answers);
    private readonly List<KeyValuePair<string, string>> _headers = [];

    /// <summary>The value.</summary>
    public T Value => value;

    /// <summary>Another value with the same status and headers.</summary>
    public JsonAnswer<TOther> As<TOther>(TOther other)
    {
        var answer = new JsonAnswer<TOther>(other, status, JsonAnswer.MediaType);
        foreach (var (name, text) in _headers) answer.With(name, text);
        return answer;
    }

    /// <summary>Adds a header; a null value adds none.</summary>
    public JsonAnswer<T> With(string header, string? value)
    {
        if (value is not null) _headers.Add(new(header, value));
        return this;
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [JsonAnswer.MediaType]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = _body.Length;
        response.Headers.CacheControl = "no-store";
        foreach (var (name, text) in _headers) response.Headers[name] = text;
        try
        {
            await response.Body.WriteAsync(_body, httpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The caller disconnected.
        }
    }
}

/// <summary>Makes JSON answers.</summary>
internal static class JsonAnswer
{
    public const string MediaType = "application/json";

    public static JsonAnswer<T> Of<T>(T value, int status = StatusCodes.Status200OK, string contentType = MediaType) =>
        new(value, status, contentType);
}
