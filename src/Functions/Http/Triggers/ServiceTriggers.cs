using DurableTeams.Functions.Http.Answers;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Functions.Http.Triggers;

/// <summary><c>health</c> and <c>openapi.json</c>: open to everyone.</summary>
public sealed class ServiceTriggers(IRunStore store)
{
    private static readonly byte[] OpenApi = ReadOpenApi();

    /// <summary>Whether the service can work: its storage is read and written.</summary>
    [Function("GetHealth")]
    public Task<IResult> Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request) =>
        ApiCall.RunAsync(request, async cancellation =>
        {
            await store.CheckHealthAsync(cancellation);
            return JsonAnswer.Of(new { status = "ok" });
        });

    /// <summary>The description of this API.</summary>
    [Function("GetOpenApi")]
    public static Task<IResult> Description([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.json")] HttpRequest request) =>
        ApiCall.RunAsync(request, _ => Task.FromResult<IResult>(JsonAnswer.Raw(OpenApi)));

    private static byte[] ReadOpenApi()
    {
        using var stream = typeof(ServiceTriggers).Assembly.GetManifestResourceStream("openapi.json")
            ?? throw new InvalidOperationException("openapi.json is not embedded in this assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
