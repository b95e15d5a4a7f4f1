using System.Text.Json;
using DurableTeams.Json;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Functions.Http.Answers;

/// <summary>
/// A JSON answer, written out in full before the first byte is sent: what cannot be written becomes a problem, not half an answer.
/// </summary>
internal sealed class JsonAnswer : IResult
{
    private readonly byte[] _body;
    private readonly int _status;
    private readonly string _contentType;
    private readonly List<KeyValuePair<string, string>> _headers = [];

    private JsonAnswer(byte[] body, int status, string contentType)
    {
        _body = body;
        _status = status;
        _contentType = contentType;
    }

    public static JsonAnswer Of<T>(T value, int status = StatusCodes.Status200OK, string contentType = "application/json") =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Answers), status, contentType);

    public static JsonAnswer Raw(byte[] json) => new(json, StatusCodes.Status200OK, "application/json");

    /// <summary>Adds a header; a null value adds none.</summary>
    public JsonAnswer With(string header, string? value)
    {
        if (value is not null) _headers.Add(new(header, value));
        return this;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = _status;
        response.ContentType = _contentType;
        response.ContentLength = _body.Length;
        response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in _headers) response.Headers[name] = value;
        try
        {
            await response.Body.WriteAsync(_body, httpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The caller hung up; there is nobody left to answer.
        }
    }
}
