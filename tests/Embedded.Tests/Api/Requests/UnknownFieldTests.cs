using System.Text.Json;

namespace DurableTeams.Embedded.Tests.Api.Requests;

/// <summary>Members of bodies that nobody reads: what somebody meant by them would be lost in silence.</summary>
public sealed class UnknownFieldTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("teams/newsroom/runs", """{"message":"a","sesionId":"s"}""", "sesionId", "sessionId")]
    [InlineData("teams/newsroom/runs", """{"message":"a","Metadata":{}}""", "Metadata", "metadata")]
    [InlineData("teams/newsroom/runs", """{"message":"a","user":null}""", "user", "userId")]
    [InlineData("approvals/REQ/resolve", """{"decision":"approve","argument":{"text":"x"}}""", "argument", "arguments")]
    [InlineData("runs/RUN/continue", """{"decisions":[],"decision":[]}""", "decision", "decisions")]
    [InlineData(
        "runs/RUN/continue", """{"decisions":[{"requirementId":"REQ","decision":"approve","notes":"x"}]}""", "decisions[0].notes",
        "note")]
    [InlineData("runs/RUN/cancel", """{"reasons":"x"}""", "reasons", "reason")]
    [InlineData("runs/RUN/retry", """{"message":"x"}""", "message", null)]
    [InlineData("runs/RUN/fork", """{"fromSequense":1}""", "fromSequense", "fromSequence")]
    [InlineData("LINK", """{"nota":"x"}""", "nota", "note")]
    [InlineData("LINK", """{"decision":"reject"}""", "decision", null)]
    public async Task Post_UnknownMember_Is400WithItsNameAndTheNearest(string path, string body, string field, string? nearest)
    {
        var (run, id, link) = await PausedAsync();

        var (status, problem) = await api.PostAsync(path.Replace("RUN", run, StringComparison.Ordinal)
            .Replace("REQ", id, StringComparison.Ordinal)
            .Replace("LINK", link, StringComparison.Ordinal), body.Replace("REQ", id, StringComparison.Ordinal));

        Assert.Equal((400, "unknownField", field), (status, problem.Code(), problem.GetProperty("field").GetString()));
        if (nearest is not null)
            Assert.Contains($"did you mean '{nearest}'?", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("pending", (await api.GetAsync($"approvals/{id}")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Post_SeveralUnknownOrTwice_AllAreNamed()
    {
        var (_, id, _) = await PausedAsync();

        var (status, problem) = await api.PostAsync(
            $"approvals/{id}/resolve", """{"decision":"reject","decision":"approve","arg":{},"by2":1}""");

        Assert.Equal(400, status);
        Assert.Equal(
            [
                "decision: is given twice.",
                "arg: is not known; valid here: decision, note, arguments, values, result, error, by, requirementId",
                "by2: is not known; did you mean 'by'?"
            ],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetString()));
    }

    [Theory]
    [InlineData("""{"decision":"approve","values":{"text":"x"}}""", "values")]
    [InlineData("""{"decision":"approve","result":"x"}""", "result")]
    [InlineData("""{"decision":"approve","error":"x"}""", "error")]
    [InlineData("""{"decision":"reject","arguments":{"text":"x"}}""", "arguments")]
    public async Task Resolve_PartOfAnotherDecision_Is400AndDecidesNothing(string body, string field)
    {
        var (_, id, _) = await PausedAsync();

        var (status, problem) = await api.PostAsync($"approvals/{id}/resolve", body);

        Assert.Equal((400, field), (status, problem.GetProperty("field").GetString()));
        Assert.Equal("pending", (await api.GetAsync($"approvals/{id}")).Body.GetProperty("status").GetString());
        Assert.Equal(200, (await api.PostAsync(
            $"approvals/{id}/resolve", """{"decision":"approve","values":null,"result":null,"arguments":null}""")).Status);
    }

    [Fact]
    public async Task Resolve_RequirementInTheBody_IsTheOneOfTheAddressOrRefused()
    {
        var (_, id, _) = await PausedAsync();

        var other = await api.PostAsync($"approvals/{id}/resolve", """{"decision":"approve","requirementId":"another"}""");
        var same = await api.PostAsync($"approvals/{id}/resolve", $$"""{"decision":"approve","requirementId":"{{id}}"}""");

        Assert.Equal((400, "requirementId"), (other.Status, other.Body.GetProperty("field").GetString()));
        Assert.Equal(200, same.Status);
    }

    [Fact]
    public async Task Description_Bodies_AllowExactlyWhatIsRead()
    {
        var description = (await api.GetAsync("openapi.json")).Body;
        foreach (var path in description.GetProperty("paths").EnumerateObject())
        {
            if (!path.Value.TryGetProperty("post", out var post) || !post.TryGetProperty("requestBody", out var body)) continue;
            foreach (var content in body.GetProperty("content").EnumerateObject())
                AssertClosed(description, content.Value.GetProperty("schema"), path.Name);
        }
    }

    private static void AssertClosed(JsonElement description, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            schema = description.GetProperty("components").GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1]);
        Assert.True(
            schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False, path);
    }

    private async Task<(string Run, string Requirement, string Link)> PausedAsync()
    {
        var run = await api.StartAsync();
        var id = await api.Store.PausedAsync(run);
        return (run, id, await api.LinkAsync(id));
    }
}
