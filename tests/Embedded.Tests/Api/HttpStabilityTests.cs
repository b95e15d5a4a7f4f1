using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DurableTeams.Embedded.Tests.Api;

/// <summary>
/// What the API's description said when it was last written down (<c>HttpApi.Shipped.txt</c>), it says today: nothing is removed,
/// and no request must have more. Additions are free. With <c>DURABLETEAMS_WRITE_API=1</c> the file is written anew; see
/// docs/explanation/versioning.md for when to.
/// </summary>
public sealed class HttpStabilityTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string WriteVariable = "DURABLETEAMS_WRITE_API";
    private const string Schemas = "components schemas ";
    private const string Required = "required[] = ";

    // Words for people, and what says nothing of what is sent.
    private static readonly string[] Passed = ["description", "summary", "tags", "info", "servers", "example", "examples"];

    [Fact]
    public async Task Description_WhatWasShipped_IsThere()
    {
        var today = await TodayAsync();
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1") await File.WriteAllLinesAsync(ShippedFile(), today);

        var shipped = await File.ReadAllLinesAsync(ShippedFile());

        // A request that need not have a member any more is none the worse.
        var requests = Requests(today);
        bool IsAsked(string line) => IsRequired(line) && requests.Contains(SchemaOf(line));
        var known = shipped.Select(SchemaOf).ToHashSet();
        Assert.DoesNotContain(shipped.Except(today), line => !IsAsked(line));
        Assert.DoesNotContain(today.Except(shipped), line => IsAsked(line) && known.Contains(SchemaOf(line)));
    }

    [Fact]
    public async Task Description_OneThingLess_IsFound()
    {
        var today = await TodayAsync();
        Assert.Contains("components schemas Run properties runId type = string", today);
        Assert.Contains("components schemas RunStatus enum[] = paused", today);
        Assert.Contains("paths /runs/{runId} get operationId = GetRun", today);
        Assert.Contains("StartRun", Requests(today));
        Assert.DoesNotContain("Run", Requests(today));
    }

    private async Task<List<string>> TodayAsync()
    {
        var (_, description) = await api.GetAsync("openapi.json");
        return [.. Lines("", description).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Lines(string path, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            // A member may be called as one of the words that are passed.
            .Where(member => path.EndsWith("properties", StringComparison.Ordinal) || !Passed.Contains(member.Name))
            .SelectMany(member => Lines(path.Length == 0 ? member.Name : path + " " + member.Name, member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Lines(path + "[]", item)),
        _ => [path + " = " + element],
    };

    /// <summary>The schemas that bodies of requests have, and those in them.</summary>
    private static HashSet<string> Requests(IReadOnlyList<string> lines)
    {
        var found = lines.Where(line => line.Contains(" requestBody ", StringComparison.Ordinal)).Select(Reference)
            .OfType<string>().ToHashSet();
        while (lines.Where(line => found.Contains(SchemaOf(line))).Select(Reference).OfType<string>().Any(found.Add))
        {
            // Until nothing is added.
        }

        return found;
    }

    private static string? Reference(string line) =>
        line.Split("$ref = #/components/schemas/") is [_, var name] ? name : null;

    private static bool IsRequired(string line) => line.Contains(Required, StringComparison.Ordinal);

    private static string SchemaOf(string line) =>
        line.StartsWith(Schemas, StringComparison.Ordinal) ? line[Schemas.Length..].Split(' ')[0] : "";

    private static string ShippedFile([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "HttpApi.Shipped.txt");
}
