using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace DurableTeams.Http.OpenApi;

/// <summary>
/// The description of the API: its operations are those of the endpoints, what they share (schemas, parameters, problems) is in
/// <c>components.json</c>. It is made when it is asked for first.
/// </summary>
internal sealed class ApiDescription(IServiceProvider services, IEndpointRouteBuilder routes)
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

    /// <summary>Gives a handler that of its endpoint.</summary>
    public static ValueTask<ApiDescription?> BindAsync(HttpContext context) => new(HttpParts.Of(context).Description);

    /// <summary>What the framework describes endpoints with: of this API alone, whatever else the program describes.</summary>
    private ServiceProvider Services()
    {
        var own = new ServiceCollection();
        own.AddLogging();
        own.AddRouting();
        own.AddSingleton(services.GetRequiredService<IHostEnvironment>());
        own.AddSingleton<EndpointDataSource>(new CompositeEndpointDataSource(routes.DataSources));
        own.AddOpenApi(Name, options =>
        {
            // A HEAD is the GET without its body.
            options.ShouldInclude = endpoint => endpoint.HttpMethod != HttpMethods.Head
                && endpoint.ActionDescriptor.EndpointMetadata.OfType<HttpParts>().Any();
            options.AddOperationTransformer<OperationTransformer>();
        });
        return own.BuildServiceProvider();
    }

    private async Task<JsonObject> MakeAsync()
    {
        await using var own = Services();
        var provider = own.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name);
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        var written = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))!;
        var paths = new JsonObject();
        foreach (var (path, item) in written["paths"]!.AsObject())
            paths[path[EndpointRouteBuilderExtensions.ApiPrefix.Length..]] = WithShared(item!.DeepClone().AsObject(), path);
        var description = ReadComponents();
        description["paths"] = paths;
        return description;
    }

    /// <summary>
    /// Moves what stands in the path, and what all of several operations take, from the operations to the path: generated clients
    /// take it last.
    /// </summary>
    private static JsonObject WithShared(JsonObject item, string path)
    {
        var operations = item.Select(operation => operation.Value!.AsObject()).ToList();
        var taken = operations.Select(operation => operation["parameters"]?.AsArray().Select(Reference).ToList() ?? []).ToList();
        var shared = taken[0].Where(name => path.Contains($"{{{name[(name.LastIndexOf('/') + 1)..]}}}", StringComparison.Ordinal)
            || (taken.Count > 1 && taken.All(names => names.Contains(name)))).ToList();
        foreach (var (operation, names) in operations.Zip(taken))
        {
            // In its place before the body, which generated clients take next.
            var own = names.Except(shared).ToList();
            if (own.Count > 0) operation["parameters"] = References(own);
            else operation.Remove("parameters");
        }

        if (shared.Count > 0) item.Insert(0, "parameters", References(shared));
        return item;
    }

    private static string Reference(JsonNode? parameter) => (string)parameter!["$ref"]!;

    private static JsonArray References(IEnumerable<string> names) =>
        [.. names.Select(name => new JsonObject { ["$ref"] = name })];

    private static JsonObject ReadComponents()
    {
        using var stream = typeof(ApiDescription).Assembly.GetManifestResourceStream("components.json")
            ?? throw new InvalidOperationException("components.json is not embedded in this assembly.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
