using System.Text.Json;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Embedded.Tests.Api;

public sealed class OpenApiTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Description_Operations_AreExactlyTheEndpoints()
    {
        var (status, description) = await api.GetAsync("openapi.json");
        Assert.Equal(200, status);
        var described = description.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(member => member.Name != "parameters")
                .Select(verb =>
                    $"{verb.Value.GetProperty("operationId").GetString()}: {verb.Name.ToUpperInvariant()} {path.Name}"));
        var endpoints =
            from endpoint in api.Endpoints
            let name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
            where name is not null
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
            where method != "HEAD"
            select $"{name}: {method} {endpoint.RoutePattern.RawText!["/api".Length..]}";
        Assert.Equal(endpoints.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Description_EachOperation_SaysWhatItDoesAndAnswers()
    {
        var (_, description) = await api.GetAsync("openapi.json");
        var operations = description.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()).Where(member => member.Name != "parameters")
                .Select(verb => verb.Value);
        Assert.All(operations, operation =>
        {
            Assert.NotEqual("", operation.GetProperty("summary").GetString());
            var statuses = operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ToList();
            Assert.Contains("503", statuses);
            Assert.Contains(statuses, status => status.StartsWith('2'));
            // Who is open to everyone says so; all others may answer 401.
            Assert.NotEqual(operation.TryGetProperty("security", out _), statuses.Contains("401"));
        });
    }

    [Fact]
    public async Task Description_References_AllResolve()
    {
        var (_, description) = await api.GetAsync("openapi.json");
        Assert.All(References(description), reference =>
        {
            var target = description;
            foreach (var part in reference[2..].Split('/')) Assert.True(target.TryGetProperty(part, out target), reference);
        });
    }

    // Generators take an object of which nothing is said for one that is empty.
    [Fact]
    public async Task Description_Objects_SayWhatTheyHold()
    {
        var (_, description) = await api.GetAsync("openapi.json");
        Assert.Empty(Objects(description, "#").Where(found => !found.Schema.TryGetProperty("properties", out _)
            && !found.Schema.TryGetProperty("additionalProperties", out _)).Select(found => found.Place));
    }

    private static IEnumerable<(string Place, JsonElement Schema)> Objects(JsonElement element, string place)
    {
        if (element.ValueKind == JsonValueKind.Array)
            return element.EnumerateArray().SelectMany(item => Objects(item, place + "/-"));
        if (element.ValueKind != JsonValueKind.Object) return [];
        var within = element.EnumerateObject().SelectMany(member => Objects(member.Value, $"{place}/{member.Name}"));
        return element.TryGetProperty("type", out var type) && type.GetRawText().Contains("\"object\"", StringComparison.Ordinal)
            ? within.Prepend((place, element))
            : within;
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
