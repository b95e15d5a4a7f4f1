using System.Text.Json;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Functions.Http.Triggers;

namespace DurableTeams.Embedded.Tests.Hosting;

public sealed class OpenApiTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Description_Operations_AreExactlyTheTriggers()
    {
        var (status, description) = await api.GetAsync("openapi.json");
        Assert.Equal(200, status);
        var described = description.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(member => member.Name != "parameters")
                .Select(verb => $"{verb.Value.GetProperty("operationId").GetString()}: {verb.Name.ToUpperInvariant()} {path.Name}"));
        var triggers = FunctionCatalog.Scan(typeof(RunTriggers).Assembly).Http
            .SelectMany(function => function.Verbs.Where(verb => verb != "HEAD").Select(verb => $"{function.Name}: {verb} /{function.Route}"));
        Assert.Equal(triggers.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
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

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
