using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Answers;

/// <summary>JSON that is there already.</summary>
internal sealed class RawJsonAnswer(byte[] json) : IResult
{
    /// <summary>The description of this API.</summary>
    public static readonly RawJsonAnswer Description = new(ReadDescription());

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.ContentType = JsonAnswer.MediaType;
        response.ContentLength = json.Length;
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }

    private static byte[] ReadDescription()
    {
        using var stream = typeof(RawJsonAnswer).Assembly.GetManifestResourceStream("openapi.json")
            ?? throw new InvalidOperationException("openapi.json is not embedded in this assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
