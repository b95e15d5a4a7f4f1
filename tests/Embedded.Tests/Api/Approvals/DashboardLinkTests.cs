using System.Text.Json;
using System.Text.RegularExpressions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Api.Approvals;

/// <summary>
/// The pages behind signed links where the host serves the dashboard: every kind, by the forms that stand in the page and as a
/// browser sends them. No page leads anywhere else.
/// </summary>
public sealed class DashboardLinkTests(DashboardLinkTests.Host host) : IClassFixture<DashboardLinkTests.Host>
{
    private readonly ApiHost _api = host.Api;

    [Fact]
    public async Task Confirmation_ApprovedRejectedAndEdited_ByTheFormsOfThePage()
    {
        var (id, page) = await AskAsync();
        Assert.Contains("hello", page, StringComparison.Ordinal);
        Assert.Equal("approved", await DecideAsync(id, "approve", "decide", ("by", "ann")));
        Assert.Equal("ann (via link)", (await _api.GetAsync($"approvals/{id}")).Body.GetProperty("resolvedBy").GetString());

        (id, page) = await AskAsync();
        Assert.Contains("name=\"edits\"", page, StringComparison.Ordinal);
        Assert.Equal("approved", await DecideAsync(id, "approve", "decide", ("edits", "1"), ("value.text", "better ")));
        Assert.Equal("better ", (await FindAsync(id)).EditedArguments!.Value.GetProperty("text").GetString());

        (id, _) = await AskAsync();
        Assert.Equal("approved", await DecideAsync(id, "approve", "decide", ("edits", "1"), ("value.text", "hi")));
        Assert.Null((await FindAsync(id)).EditedArguments);

        (id, _) = await AskAsync();
        Assert.Equal("rejected", await DecideAsync(id, "reject", "decide", ("note", "Not this.")));
        Assert.Equal("Not this.", (await FindAsync(id)).Note);
    }

    [Theory]
    [InlineData("approve", "approved")]
    [InlineData("reject", "rejected")]
    public async Task LinkOfOneDecision_HasThatFormAlone(string word, string status)
    {
        var (id, page) = await AskAsync(word);
        Assert.Single(Regex.Matches(page, "<form "));
        Assert.DoesNotContain("name=\"decision\"", page, StringComparison.Ordinal);
        Assert.Equal(status, await DecideAsync(id, null, word, ("note", "ok")));
    }

    [Fact]
    public async Task UserInput_IsAnsweredByItsFields()
    {
        var (id, page) = await AskAsync(change: asked => asked with
        {
            Kind = RequirementKind.UserInput,
            InputFields =
            [
                new InputField("text", "string"), new InputField("count", "integer"),
                new InputField("which", "string") { Choices = [JsonText.Parse("\"1\""), JsonText.Parse("1")] },
            ],
        });
        Assert.Contains("<option value=\"&quot;1&quot;\"", page, StringComparison.Ordinal);
        var link = await _api.LinkAsync(id, "decide");
        var (status, again, _) = await _api.BrowseAsync(
            HttpMethod.Post, link, ("decision", "answer"), ("value.text", "typed"), ("value.count", "seven"),
            ("value.which", "1"));
        Assert.Equal(400, status);
        Assert.Contains("role=\"alert\"", again, StringComparison.Ordinal);
        Assert.Contains("value=\"typed\"", again, StringComparison.Ordinal);

        Assert.Equal("answered", await DecideAsync(
            id, "answer", "decide", ("value.text", "a\r\nb"), ("value.count", "7"), ("value.which", "\"1\"")));
        Assert.Equal("""{"text":"a\nb","count":7,"which":"1"}""", (await FindAsync(id)).Values!.Value.GetRawText());
    }

    [Fact]
    public async Task ExternalExecution_TakesTextJsonAndFailures()
    {
        RequirementRecord Outside(RequirementRecord asked) => asked with { Kind = RequirementKind.ExternalExecution };
        var (id, _) = await AskAsync(change: Outside);
        await DecideAsync(id, "result", "decide", ("result", "posted"));
        Assert.Equal("\"posted\"", (await FindAsync(id)).Result!.Value.GetRawText());

        (id, _) = await AskAsync(change: Outside);
        await DecideAsync(id, "result", "decide", ("result", "{\"at\":12}"));
        Assert.Equal("{\"at\":12}", (await FindAsync(id)).Result!.Value.GetRawText());

        (id, _) = await AskAsync(change: Outside);
        await DecideAsync(id, "result", "decide", ("result", "no stamp"), ("failed", "1"));
        Assert.Equal("no stamp", (await FindAsync(id)).ResultError);
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("skip")]
    [InlineData("reject")]
    public async Task UnknownOutcome_IsDecidedInEveryWay(string word)
    {
        var (id, page) = await AskAsync(change: asked => asked with { Kind = RequirementKind.UnknownOutcome, Attempts = 2 });
        Assert.Contains($"value=\"{word}\"", page, StringComparison.Ordinal);
        await DecideAsync(id, word, "decide");
        Assert.NotEqual(RequirementStatus.Pending, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task StaleLink_SaysWhoWasFirst()
    {
        var (id, _) = await AskAsync();
        var link = await _api.LinkAsync(id, "decide");
        await _api.PostAsync($"approvals/{id}/resolve", """{"decision":"approve","by":"ann"}""");

        var (status, page, response) = await _api.BrowseAsync(HttpMethod.Post, link, ("decision", "reject"), ("by", "bob"));
        Assert.Equal(409, status);
        Assert.Contains("ann decided it at", page, StringComparison.Ordinal);
        AssertShut(page, response);
        (_, page, response) = await _api.BrowseAsync(HttpMethod.Get, link);
        Assert.Matches("class=\"standing\">Decided by\\s*<strong>\\s*<bdi>\\s*ann", page);
        AssertShut(page, response);
    }

    [Fact]
    public async Task Quorum_AfterTheFirst_WaitsForAnotherPersonAndShowsNoForm()
    {
        var (id, page) = await AskAsync(change: asked => asked with { Quorum = 2 });
        Assert.Matches("name=\"by\"[^>]*required", page);
        var link = await _api.LinkAsync(id, "decide");
        var (_, thanks, response) = await _api.BrowseAsync(HttpMethod.Post, link, ("decision", "approve"), ("by", "ann"));
        Assert.Contains("Your approval is recorded", thanks, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", thanks, StringComparison.Ordinal);
        AssertShut(thanks, response);
    }

    [Fact]
    public async Task Page_OfMarkupAndUnseenCharacters_ShowsThemAsText()
    {
        const string Evil = "</textarea><script>alert(1)</script>\u202E";
        var (_, page) = await AskAsync(change: asked => asked with
        {
            MemberPath = ["newsroom", Evil],
            Tool = asked.Tool with { Name = Evil, Arguments = JsonSerializer.SerializeToElement(new { text = "hi" }) },
        });
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", page, StringComparison.Ordinal);
    }

    /// <summary>A host with the dashboard.</summary>
    public sealed class Host : IAsyncLifetime
    {
        public ApiHost Api { get; } = new() { Variables = new() };

        public Task InitializeAsync() => Api.InitializeAsync();

        public Task DisposeAsync() => Api.DisposeAsync();
    }

    // Nothing of the link, no other page, no token; assets alone, which are open.
    private static void AssertShut(string page, HttpResponseMessage response)
    {
        Assert.DoesNotContain("sig=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("_token", page, StringComparison.Ordinal);
        Assert.DoesNotContain("action=", page, StringComparison.Ordinal);
        Assert.All(
            Regex.Matches(page, "(?:href|src)=\"([^\"]*)\""), one => Assert.Matches("^(#main|/assets/.*)$", one.Groups[1].Value));
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains(
            "default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    private async Task<(string Id, string Page)> AskAsync(
        string link = "decide", Func<RequirementRecord, RequirementRecord>? change = null)
    {
        var id = await _api.Store.PausedAsync(await _api.StartAsync(), change: change);
        var (status, page, response) = await _api.BrowseAsync(HttpMethod.Get, await _api.LinkAsync(id, link));
        Assert.Equal(200, status);
        AssertShut(page, response);
        return (id, page);
    }

    private async Task<string> DecideAsync(
        string id, string? word, string link, params (string Name, string Value)[] form)
    {
        var (status, page, response) = await _api.BrowseAsync(
            HttpMethod.Post, await _api.LinkAsync(id, link), word is null ? form : [("decision", word), .. form]);
        Assert.True(status == 200, page);
        AssertShut(page, response);
        return (await _api.GetAsync($"approvals/{id}")).Body.GetProperty("status").GetString()!;
    }

    private async Task<RequirementRecord> FindAsync(string id) => (await _api.Store.FindRequirementAsync(id))!;
}
