using System.Text.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Api.Approvals;

public sealed class RequirementTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Get_UserInput_ShowsFieldsWithWhatWasFilledInOrSuggested()
    {
        var id = await api.Store.PausedAsync(await api.StartAsync(), change: requirement => requirement with
        {
            Kind = RequirementKind.UserInput,
            InputFields =
            [
                new InputField("text", "string", "What to send"),
                new InputField("to", "string") { Required = true },
                new InputField("urgent", "boolean") { Required = false }
            ],
            Values = JsonElement.Parse("""{"to":"Ann"}"""),
            ExpiresAt = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero),
        });
        var (_, requirement) = await api.GetAsync($"approvals/{id}");
        Assert.Equal(
            """[{"name":"text","type":"string","description":"What to send","required":true,"value":"hi"},"""
            + """{"name":"to","type":"string","description":null,"required":true,"value":"Ann"},"""
                + """{"name":"urgent","type":"boolean","description":null,"required":false,"value":null}]""",
            requirement.GetProperty("inputFields").GetRawText());
        Assert.Equal("userInput", requirement.GetProperty("kind").GetString());
        Assert.Equal("2999-01-01T00:00:00Z", requirement.GetProperty("expiresAt").GetString());
        var links = requirement.GetProperty("links");
        Assert.Contains("decision=decide", links.GetProperty("decide").GetString(), StringComparison.Ordinal);
        Assert.Equal(links.GetProperty("decide").GetString(), links.GetProperty("approve").GetString());
        Assert.Contains("decision=reject", links.GetProperty("reject").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, requirement.GetProperty("escalatedAt").ValueKind);
    }

    [Fact]
    public async Task Get_Escalated_SaysSince()
    {
        var id = await PausedAsync();
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await api.Store.CommitAsync(new RunChange(RunIds.RunOf(id), at) { Escalated = [id] });
        Assert.Equal("2026-03-01T12:00:00Z", (await api.GetAsync($"approvals/{id}")).Body.GetProperty("escalatedAt").GetString());
    }

    [Fact]
    public async Task Get_RunAndInbox_CarryTheSameLinks()
    {
        var id = await PausedAsync();
        var one = (await api.GetAsync($"approvals/{id}")).Body.GetProperty("links").GetRawText();
        var runId = RunIds.RunOf(id);
        Assert.Equal(
            one, (await api.GetAsync($"runs/{runId}")).Body.GetProperty("requirements")[0].GetProperty("links").GetRawText());
        Assert.Equal(
            one, (await api.GetAsync($"approvals?runId={runId}")).Body.GetProperty("items")[0].GetProperty("links").GetRawText());
        Assert.StartsWith(
            api.Url, JsonDocument.Parse(one).RootElement.GetProperty("approve").GetString(), StringComparison.Ordinal);
        await api.PostAsync($"approvals/{id}/resolve", """{"decision":"approve"}""");
        Assert.Equal(JsonValueKind.Null, (await api.GetAsync($"approvals/{id}")).Body.GetProperty("links").ValueKind);
    }

    [Fact]
    public async Task Counts_ByTeam_ArePendingOnes()
    {
        await PausedAsync();
        var decided = await PausedAsync();
        var before = await PendingAsync();
        await api.PostAsync($"approvals/{decided}/resolve", """{"decision":"approve"}""");
        Assert.Equal(before - 1, await PendingAsync());
    }

    [Fact]
    public async Task Audit_OfALife_HasWhoWhenAndFromWhere()
    {
        var id = await PausedAsync();
        for (var i = 0; i < 3; i++) await api.GetAsync($"approvals/{id}");
        await api.BrowseAsync(HttpMethod.Get, await api.LinkAsync(id));
        await api.PostAsync(
            $"approvals/{id}/resolve", """{"decision":"approve","by":"ann","note":"ok","arguments":{"text":"better"}}""");

        var (status, audit) = await api.GetAsync($"approvals/{id}/audit");

        Assert.Equal(200, status);
        var items = audit.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["created", "viewed", "viewed", "decided"], items.Select(item => item.GetProperty("action").GetString()));
        Assert.Equal([1L, 2, 3, 4], items.Select(item => item.GetProperty("sequence").GetInt64()));
        Assert.Equal(["api 127.0.0.1", "link 127.0.0.1", "api 127.0.0.1"], items.Skip(1)
            .Select(item => item.GetProperty("from").GetString()));
        Assert.Equal("ann", items[3].GetProperty("by").GetString());
        Assert.All(items, item => Assert.EndsWith("Z", item.GetProperty("at").GetString(), StringComparison.Ordinal));
        Assert.Contains("better", items[3].GetRawText(), StringComparison.Ordinal);
        Assert.Equal(404, (await api.GetAsync("approvals/nobody/audit")).Status);
    }

    [Theory]
    [InlineData("""{"decision":"result","result":"sent"}""", "answered")]
    [InlineData("""{"decision":"result","result":{"ok":true}}""", "answered")]
    [InlineData("""{"decision":"result","result":[1,2]}""", "answered")]
    [InlineData("""{"decision":"result","result":false}""", "answered")]
    [InlineData("""{"decision":"result","error":"no route"}""", "answered")]
    [InlineData("""{"decision":"reject"}""", "rejected")]
    [InlineData("""{"decision":"result"}""", null)]
    [InlineData("""{"decision":"result","result":1,"error":"x"}""", null)]
    [InlineData("""{"decision":"result","error":7}""", null)]
    public async Task Resolve_ExternalExecution_TakesAResultOrAnError(string body, string? status)
    {
        var id = await api.Store.PausedAsync(
            await api.StartAsync(), change: requirement => requirement with { Kind = RequirementKind.ExternalExecution });
        Assert.Equal(status is null ? 400 : 200, (await api.PostAsync($"approvals/{id}/resolve", body)).Status);
        Assert.Equal(status ?? "pending", (await api.GetAsync($"approvals/{id}")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Resolve_ValuesOfUserInput_AreKept()
    {
        var id = await api.Store.PausedAsync(await api.StartAsync(), change: requirement => requirement with
        {
            Kind = RequirementKind.UserInput,
            InputFields = [new InputField("text", "string")],
        });
        Assert.Equal(400, (await api.PostAsync($"approvals/{id}/resolve", """{"decision":"answer"}""")).Status);
        Assert.Equal(400, (await api.PostAsync($"approvals/{id}/resolve", """{"decision":"answer","values":"x"}""")).Status);
        var (status, run) = await api.PostAsync($"approvals/{id}/resolve", """{"decision":"answer","values":{"text":"mine"}}""");
        Assert.Equal(200, status);
        var requirement = run.GetProperty("requirements")[0];
        Assert.Equal(("answered", "mine"), (requirement.GetProperty("status")
            .GetString(), requirement.GetProperty("inputFields")[0].GetProperty("value").GetString()));
    }

    private async Task<string> PausedAsync() => await api.Store.PausedAsync(await api.StartAsync());

    private async Task<int> PendingAsync() => (await api.GetAsync("approvals/counts")).Body.GetProperty("items").EnumerateArray()
        .Single(item => item.GetProperty("teamId").GetString() == "newsroom").GetProperty("pending").GetInt32();
}
