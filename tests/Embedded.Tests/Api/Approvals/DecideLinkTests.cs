using System.Net;
using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Api.Approvals;

/// <summary>The link that leaves the decision to its holder: every kind of requirement, by a form without scripts.</summary>
public sealed class DecideLinkTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Confirmation_EditedInTheForm_RunsWithTheEdit()
    {
        var id = await AskAsync();
        var link = await api.LinkAsync(id, "decide");

        var (status, page, _) = await api.BrowseAsync(HttpMethod.Get, link);
        Assert.Equal(200, status);
        Assert.Contains("<textarea name=\"arguments\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"decision\" value=\"approve\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"decision\" value=\"reject\"", page, StringComparison.Ordinal);
        Assert.Contains("hello", page, StringComparison.Ordinal);
        var (decided, after, _) = await api.BrowseAsync(
            HttpMethod.Post, link, ("decision", "approve"), ("arguments", """{"text":"better"}"""), ("by", "ann"),
            ("note", "ok"));

        Assert.Equal(200, decided);
        Assert.Contains("This call is approved", after, StringComparison.Ordinal);
        var requirement = (await api.GetAsync($"approvals/{id}")).Body;
        Assert.Equal("better", requirement.GetProperty("tool").GetProperty("arguments").GetProperty("text").GetString());
        Assert.Equal("ann (via link)", requirement.GetProperty("resolvedBy").GetString());
    }

    [Fact]
    public async Task Confirmation_ArgumentsThatDoNotFit_AsksAgainWithWhatWasWritten()
    {
        var id = await AskAsync();
        var link = await api.LinkAsync(id, "decide");
        foreach (var (written, why) in new[]
        {
            ("{\"text\":", "must be JSON"),
            ("{\"text\":7}", "text"),
            ("[]", "must be an object")
        })
        {
            var (status, page, _) = await api.BrowseAsync(
                HttpMethod.Post, link, ("decision", "approve"), ("arguments", written), ("note", "a \"note\""));
            Assert.Equal(400, status);
            Assert.Contains("Nothing was done.", page, StringComparison.Ordinal);
            Assert.Contains(why, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
            Assert.Contains($">{WebUtility.HtmlEncode(written)}</textarea>", page, StringComparison.Ordinal);
            Assert.Contains(">a &quot;note&quot;</textarea>", page, StringComparison.Ordinal);
        }

        Assert.Equal("pending", (await api.GetAsync($"approvals/{id}")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Confirmation_NoEditAllowed_HasNoFieldForItAndRefusesOne()
    {
        var id = await api.Store.PausedAsync(await api.StartAsync(), allowEdit: false);
        var link = await api.LinkAsync(id, "decide");
        Assert.DoesNotContain("name=\"arguments\"", (await api.BrowseAsync(HttpMethod.Get, link)).Page, StringComparison.Ordinal);
        var (status, problem) = await api.FollowAsync(link, ("decision", "approve"), ("arguments", """{"text":"x"}"""));
        Assert.Equal((409, "editNotAllowed"), (status, problem.Code()));
        Assert.Equal(200, (await api.FollowAsync(link, ("decision", "reject"), ("arguments", """{"text":"x"}"""))).Status);
    }

    [Fact]
    public async Task UserInput_FieldsOfEachType_AreReadAsTheirTypes()
    {
        var id = await AskAsync(asked => asked with
        {
            Kind = RequirementKind.UserInput,
            InputFields =
            [
                new InputField("text", "string", "What to <b>send</b>"), new InputField("count", "integer"),
                new InputField("urgent", "boolean") { Required = false },
                new InputField("colour", "string") { Choices = [JsonText.Parse("\"red\""), JsonText.Parse("\"blue\"")] },
                new InputField("list", "array") { Required = false },
            ],
        });
        var link = await api.LinkAsync(id, "decide");
        var (_, page, _) = await api.BrowseAsync(HttpMethod.Get, link);
        Assert.Contains("name=\"value.text\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;send", page, StringComparison.Ordinal);
        Assert.Contains("<option value=\"blue\"", page, StringComparison.Ordinal);

        var (partly, thanks, _) = await api.BrowseAsync(
            HttpMethod.Post, link, ("decision", "answer"), ("value.text", "a\r\nb"), ("value.count", "7"), ("by", "ann"));
        Assert.Equal(200, partly);
        Assert.Contains("other fields are still open", thanks, StringComparison.Ordinal);
        var (wrong, _, _) = await api.BrowseAsync(HttpMethod.Post, link, ("decision", "answer"), ("value.count", "seven"));
        Assert.Equal(400, wrong);
        var (status, requirement) = await api.FollowAsync(
            link, ("decision", "answer"), ("value.colour", "blue"), ("value.urgent", "true"), ("value.list", "[1,2]"));

        Assert.Equal((200, "answered"), (status, requirement.GetProperty("status").GetString()));
        Assert.Equal(
            """{"text":"a\nb","count":7,"urgent":true,"colour":"blue","list":[1,2]}""",
            (await api.Store.FindRequirementAsync(id))!.Values!.Value.GetRawText());
    }

    [Theory]
    [InlineData("result", "sent", null, 200)]
    [InlineData("result", null, "no route", 200)]
    [InlineData("result", null, null, 400)]
    [InlineData("result", "sent", "no route", 400)]
    [InlineData("reject", "sent", "no route", 200)]
    [InlineData("approve", null, null, 409)]
    [InlineData("maybe", null, null, 400)]
    public async Task ExternalExecution_TakesAResultOrAnError(string word, string? result, string? error, int expected)
    {
        var id = await AskAsync(asked => asked with { Kind = RequirementKind.ExternalExecution });
        var (status, page, _) = await api.BrowseAsync(
            HttpMethod.Post, await api.LinkAsync(id, "decide"), ("decision", word), ("result", result ?? ""),
            ("error", error ?? ""));
        Assert.Equal(expected, status);
        Assert.Equal(expected != 200, page.Contains("<form", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UnknownOutcome_SaysWhatIsKnownAndIsSkippedWithItsResult()
    {
        var id = await AskAsync(asked => asked with
        {
            Kind = RequirementKind.UnknownOutcome,
            Reason = "it <broke>",
            Attempts = 2,
        });
        var link = await api.LinkAsync(id, "decide");
        var (_, page, _) = await api.BrowseAsync(HttpMethod.Get, link);
        Assert.Contains("It was tried 2 times", page, StringComparison.Ordinal);
        Assert.Contains("it &lt;broke&gt;", page, StringComparison.Ordinal);
        foreach (var word in new[] { "retry", "skip", "reject" })
            Assert.Contains($"value=\"{word}\"", page, StringComparison.Ordinal);

        Assert.Equal(200, (await api.FollowAsync(link, ("decision", "skip"), ("result", "it was paid"))).Status);
        Assert.Equal("it was paid", (await api.Store.FindRequirementAsync(id))!.Result!.Value.GetString());
    }

    [Fact]
    public async Task Json_TakesThePartsOfAResolve_AndNoOthers()
    {
        var id = await AskAsync();
        var link = await api.LinkAsync(id, "decide");
        Assert.Equal(400, (await api.PostAsync(link, "{}")).Status);
        Assert.Equal(400, (await api.PostAsync(link, """{"decision":"reject","arguments":{"text":"x"}}""")).Status);
        Assert.Equal(400, (await api.PostAsync(link, """{"decision":"approve","requirementId":"x"}""")).Status);
        var (status, requirement) = await api.PostAsync(link, """{"decision":"approve","arguments":{"text":"x"},"by":"ann"}""");
        Assert.Equal((200, "approved"), (status, requirement.GetProperty("status").GetString()));
        Assert.Equal(JsonValueKind.Null, requirement.GetProperty("links").ValueKind);
    }

    [Fact]
    public async Task SecondOfTwo_IsToldWhoWasFirst()
    {
        var id = await AskAsync();
        var link = await api.LinkAsync(id, "decide");
        await api.PostAsync($"approvals/{id}/resolve", """{"decision":"approve","by":"ann"}""");

        var (status, page, _) = await api.BrowseAsync(HttpMethod.Post, link, ("decision", "reject"), ("by", "bob"));

        Assert.Equal(409, status);
        Assert.Contains("Nothing was done", page, StringComparison.Ordinal);
        Assert.Contains("ann decided it at", page, StringComparison.Ordinal);
        Assert.Contains("by ann", (await api.BrowseAsync(HttpMethod.Get, link)).Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quorum_NeedsTwoNames_AndAnEditEndsTheOldLink()
    {
        var id = await AskAsync(asked => asked with { Quorum = 2 });
        var link = await api.LinkAsync(id, "decide");
        Assert.Equal(400, (await api.BrowseAsync(HttpMethod.Post, link, ("decision", "approve"))).Status);
        var (status, thanks, _) = await api.BrowseAsync(
            HttpMethod.Post, link, ("decision", "approve"), ("by", "ann"), ("arguments", """{"text":"better"}"""));
        Assert.Equal(200, status);
        Assert.Contains("1 of 2 approvals", thanks, StringComparison.Ordinal);
        Assert.Equal("argumentsChanged", (await api.FollowAsync(link, ("decision", "approve"), ("by", "bob"))).Body.Code());

        var second = await api.LinkAsync(id, "decide");
        Assert.DoesNotContain(
            "name=\"arguments\"", (await api.BrowseAsync(HttpMethod.Get, second)).Page, StringComparison.Ordinal);
        var (_, requirement) = await api.FollowAsync(second, ("decision", "approve"), ("by", "bob"));
        Assert.Equal("approved", requirement.GetProperty("status").GetString());
        Assert.Equal("better", requirement.GetProperty("tool").GetProperty("arguments").GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("decision=decide", "decision=approve")]
    [InlineData("decision=decide", "decision=reject")]
    [InlineData("sig=", "sig=x")]
    public async Task ChangedLink_DecidesNothing(string from, string to)
    {
        var id = await AskAsync();
        var forged = (await api.LinkAsync(id, "decide")).Replace(from, to, StringComparison.Ordinal);
        Assert.Equal(403, (await api.FollowAsync(forged, ("decision", "approve"))).Status);
        Assert.Equal("pending", (await api.GetAsync($"approvals/{id}")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Page_OfMarkupAndUnseenCharacters_ShowsThemAsText()
    {
        const string Evil = "</textarea><script>alert(1)</script>\u202E";
        var id = await AskAsync(asked => asked with
        {
            MemberPath = ["newsroom", Evil],
            Tool = asked.Tool with { Arguments = JsonSerializer.SerializeToElement(new { text = Evil }) },
        });
        var link = await api.LinkAsync(id, "decide");
        var asking = (await api.BrowseAsync(HttpMethod.Get, link)).Page;
        var again = (await api.BrowseAsync(
            HttpMethod.Post, link, ("decision", "approve"), ("arguments", Evil), ("by", Evil), ("note", Evil))).Page;
        Assert.All([asking, again], page =>
        {
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        });
        Assert.DoesNotContain("\u202E", asking, StringComparison.Ordinal);
        // Sent back as it stands, the form changes nothing.
        var start = asking.IndexOf("name=\"arguments\"", StringComparison.Ordinal);
        var text = asking[(asking.IndexOf('>', start) + 1)..asking.IndexOf("</textarea>", start, StringComparison.Ordinal)];
        await api.FollowAsync(link, ("decision", "approve"), ("arguments", WebUtility.HtmlDecode(text)));
        Assert.Null((await api.Store.FindRequirementAsync(id))!.EditedArguments);
        Assert.Equal(RequirementStatus.Approved, (await api.Store.FindRequirementAsync(id))!.Status);
    }

    private async Task<string> AskAsync(Func<RequirementRecord, RequirementRecord>? change = null) =>
        await api.Store.PausedAsync(await api.StartAsync(), change: change);
}
