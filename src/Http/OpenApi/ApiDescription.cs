using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace DurableTeams.Http.OpenApi;

/// <summary>
/// The description of the API: its operations are those of the endpoints, what they share (schemas, parameters, problems) is in
/// <c>components.json</c>. It is made when it is asked for first.
/// </summary>
internal sealed class ApiDescription(IServiceProvider services)
{
    /// <summary>The name under which the framework keeps it.</summary>
    public const string Name = "api";

    private readonly Lock _gate = new();
    private Task<JsonObject>? _made;

    /// <summary>The description.</summary>
    public async Task<JsonObject> ReadAsync()
    {
        Task<JsonObject> made;
        lock (_gate) made = _made is null or { IsFaulted: true } ? _made = MakeAsync() : _made;
        return await made;
    }

    private async Task<JsonObject> MakeAsync()
    {
        var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name);
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        var written = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))!;
        var paths = new JsonObject();
        foreach (var (path, item) in written["paths"]!.AsObject())
            paths[path[DurableTeamsEndpoints.Prefix.Length..]] = item!.DeepClone();
        var description = ReadComponents();
        description["paths"] = paths;
        return description;
    }

    private static JsonObject ReadComponents()
    {
        using var stream = typeof(ApiDescription).Assembly.GetManifestResourceStream("components.json")
            ?? throw new InvalidOperationException("components.json is not embedded in this assembly.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
