using DurableTeams.Http.Answers;

namespace DurableTeams.Embedded.Tests.Api.Approvals;

public sealed class CallbackTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Post_Approve_DecidesOnceAndSignals()
    {
        var id = await PausedAsync();
        var link = await api.LinkAsync(id);
        var reject = await api.LinkAsync(id, "reject");

        var (status, requirement) = await api.FollowAsync(link, ("note", "fine"), ("by", "ann"));
        Assert.Equal((200, "approved"), (status, requirement.GetProperty("status").GetString()));
        Assert.Equal(("ann (via link)", "fine"), (requirement.GetProperty("resolvedBy")
            .GetString(), requirement.GetProperty("note").GetString()));
        Assert.Single(api.Engine.Raised, raised => raised.EventName == id);

        Assert.Equal(200, (await api.FollowAsync(link, ("by", "bob"))).Status);
        var (conflict, problem) = await api.FollowAsync(reject);
        Assert.Equal((409, "alreadyDecided"), (conflict, problem.Code()));
        Assert.Equal("ann (via link)", (await api.GetAsync($"approvals/{id}")).Body.GetProperty("resolvedBy").GetString());
        Assert.Single(await api.AuditAsync(id), action => action == "decided");
    }

    [Fact]
    public async Task Post_RejectWithJson_Decides()
    {
        var id = await PausedAsync();
        var (status, requirement) = await api.PostAsync(await api.LinkAsync(id, "reject"), """{"note":"no","by":"ann"}""");
        Assert.Equal((200, "rejected", "no"), (status, requirement.GetProperty("status")
            .GetString(), requirement.GetProperty("note").GetString()));
    }

    [Fact]
    public async Task Post_NoBody_Decides()
    {
        var id = await PausedAsync();
        var (status, requirement) = await ApiHost.ReadAsync(
            await api.Http.PostAsync(new Uri(await api.LinkAsync(id), UriKind.Relative), null));
        Assert.Equal((200, "approved", null), (status, requirement.GetProperty("status")
            .GetString(), requirement.GetProperty("resolvedBy").GetString()));
    }

    [Theory]
    [InlineData("decision=approve", "decision=reject")]
    [InlineData("expires=", "expires=9")]
    [InlineData("sig=", "sig=x")]
    [InlineData("sig=", "sig=.")]
    [InlineData("&sig=", "&other=")]
    public async Task Callback_ChangedLink_Is403AndDecidesNothing(string from, string to)
    {
        var id = await PausedAsync();
        var forged = (await api.LinkAsync(id)).Replace(from, to, StringComparison.Ordinal);
        foreach (var (status, problem) in new[] { await api.GetAsync(forged), await api.FollowAsync(forged) })
            Assert.Equal((403, "invalidSignature"), (status, problem.Code()));
        await AssertUntouchedAsync(id);
    }

    [Fact]
    public async Task Callback_LinkOfAnotherRequirement_Is403AndDecidesNeither()
    {
        var (mine, other) = (await PausedAsync(), await PausedAsync());
        var swapped = (await api.LinkAsync(mine)).Replace(mine, other, StringComparison.Ordinal);
        Assert.Equal((403, "invalidSignature"), (await api.FollowAsync(swapped)) is var (status, problem)
            ? (status, problem.Code())
            : default);
        await AssertUntouchedAsync(mine);
        await AssertUntouchedAsync(other);
    }

    [Fact]
    public async Task Callback_ArgumentsEditedSince_Is403()
    {
        var id = await PausedAsync();
        var link = await api.LinkAsync(id);
        await api.PostAsync($"approvals/{id}/resolve", """{"decision":"approve","arguments":{"text":"better"}}""");
        var (status, problem) = await api.FollowAsync(link);
        Assert.Equal((403, "argumentsChanged"), (status, problem.Code()));
    }

    [Theory]
    [InlineData("decision=maybe&expires=1&sig=a.b", 400, "unknownDecision")]
    [InlineData("expires=1&sig=a.b", 400, "unknownDecision")]
    [InlineData("decision=approve&expires=soon&sig=a.b", 400, "invalidQuery")]
    [InlineData("decision=approve&expires=-1&sig=a.b", 400, "invalidQuery")]
    [InlineData("decision=approve&decision=reject&expires=1&sig=a.b", 400, "invalidQuery")]
    [InlineData("decision=approve&expires=1", 403, "invalidSignature")]
    public async Task Callback_NoLink_SaysWhatIsWrong(string query, int expected, string code)
    {
        var id = await PausedAsync();
        var (status, problem) = await api.GetAsync($"approvals/{id}/callback?{query}");
        Assert.Equal((expected, code), (status, problem.Code()));
        Assert.Equal(404, (await api.GetAsync("approvals/nobody/callback?decision=approve&expires=1&sig=a.b")).Status);
    }

    [Fact]
    public async Task Get_Page_SaysWhatWillBeDoneAndChangesNothing()
    {
        var id = await PausedAsync();
        var link = await api.LinkAsync(id);
        for (var i = 0; i < 3; i++)
        {
            var (status, page, response) = await api.BrowseAsync(HttpMethod.Get, link);
            Assert.Equal((200, "text/html"), (status, response.Content.Headers.ContentType!.MediaType));
            Assert.Contains("Approve this call?", page, StringComparison.Ordinal);
            Assert.Contains("newsroom › sender", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
            Assert.Contains("send_message", page, StringComparison.Ordinal);
            Assert.Contains("&quot;text&quot;: &quot;hi&quot;", page, StringComparison.Ordinal);
            Assert.Contains("<form method=\"post\">", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        }

        await AssertUntouchedAsync(id);
        Assert.Contains("Reject this call?", (await api.BrowseAsync(
            HttpMethod.Get, await api.LinkAsync(id, "reject"))).Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    public async Task Holder_OfOneLink_SeesNoOther(string decision)
    {
        var id = await api.Store.PausedAsync(await api.StartAsync(), change: requirement => requirement with { Quorum = 3 });
        var link = await api.LinkAsync(id, decision);
        using var json = new HttpRequestMessage(HttpMethod.Get, link);
        json.Headers.TryAddWithoutValidation("Accept", "application/json");
        var seen = new List<string>
        {
            (await ApiHost.ReadAsync(await api.Http.SendAsync(json))).Body.GetRawText(),
            (await api.BrowseAsync(HttpMethod.Get, link)).Page,
            (await api.FollowAsync(link, ("by", "ann"))).Body.GetRawText(),
            (await api.BrowseAsync(HttpMethod.Post, link, ("by", "bob"))).Page,
            (await api.GetAsync(link.Replace("sig=", "sig=x", StringComparison.Ordinal))).Body.GetRawText(),
            (await api.BrowseAsync(HttpMethod.Get, link)).Page,
        };
        Assert.All(seen, answer => Assert.DoesNotContain("sig=", answer, StringComparison.Ordinal));
        Assert.All(seen, answer => Assert.DoesNotContain("callback", answer, StringComparison.Ordinal));
        Assert.Equal(400, (await api.PostAsync(link, """{"decision":"approve"}""")).Status);
        Assert.Equal(400, (await api.PostAsync(link, """{"arguments":{"text":"mine"}}""")).Status);
    }

    [Theory]
    [InlineData("ann", "Ann")]
    [InlineData("Ann ", "ANN")]
    [InlineData("ann", "ann (via link)")]
    public async Task Post_QuorumByOnePersonInTwoWays_CountsOnce(string byLink, string byApi)
    {
        foreach (var linkFirst in new[] { true, false })
        {
            var id = await api.Store.PausedAsync(await api.StartAsync(), change: requirement => requirement with { Quorum = 2 });
            var link = await api.LinkAsync(id);
            for (var i = 0; i < 2; i++)
            {
                Assert.Equal(200, (i == 0) == linkFirst
                    ? (await api.FollowAsync(link, ("by", byLink))).Status
                    : (await api.PostAsync($"approvals/{id}/resolve", $$"""{"decision":"approve","by":"{{byApi}}"}""")).Status);
            }

            var requirement = (await api.GetAsync($"approvals/{id}")).Body;
            Assert.Equal("pending", requirement.GetProperty("status").GetString());
            Assert.Equal(1, requirement.GetProperty("approvals").GetProperty("given").GetArrayLength());
            Assert.Single(await api.AuditAsync(id), action => action == "approved");
        }
    }

    [Fact]
    public async Task Post_QuorumWhoseFirstEdited_LinkOfTheEditApprovesTheEdit()
    {
        var id = await api.Store.PausedAsync(await api.StartAsync(), change: requirement => requirement with { Quorum = 2 });
        await api.PostAsync($"approvals/{id}/resolve", """{"decision":"approve","by":"ann","arguments":{"text":"better"}}""");
        var (status, requirement) = await api.FollowAsync(await api.LinkAsync(id), ("by", "bob"));
        Assert.Equal((200, "approved"), (status, requirement.GetProperty("status").GetString()));
        Assert.Equal("better", requirement.GetProperty("tool").GetProperty("arguments").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Get_UnseenCharacters_AreShownAsTheirCodes()
    {
        const string Unseen = "a\u202Eb\u200Bc\u2066d\u0007e\u2028f\u00A0g\uFE0Fh\u3164i\U000E0041j\u00ADk\uFEFFl\u0085m";
        var spelled = Unseen.Replace("\u0007", "\\u0007", StringComparison.Ordinal);
        var id = await api.Store.PausedAsync(await api.StartAsync(), change: requirement => requirement with
        {
            MemberPath = ["newsroom", Unseen],
            Tool = requirement.Tool with
            {
                Name = Unseen,
                Arguments = JsonText.Parse($$"""{"{{spelled}}":"{{spelled}}"}"""),
            },
        });
        var link = await api.LinkAsync(id);
        var asked = (await api.BrowseAsync(HttpMethod.Get, link)).Page;
        // Nobody has a tool of that name, which the page says with the name in it.
        var refused = (await api.BrowseAsync(HttpMethod.Post, link)).Page;
        var name = Unseen.Replace("\u0007", "", StringComparison.Ordinal).Replace("\u0085", "", StringComparison.Ordinal);
        var decided = (await api.BrowseAsync(
            HttpMethod.Post, await api.LinkAsync(await PausedAsync()), ("note", Unseen), ("by", name))).Page;
        Assert.Contains("This call is approved", decided, StringComparison.Ordinal);
        Assert.All([asked, refused, decided], page =>
        {
            Assert.DoesNotContain(
                page.EnumerateRunes(), rune => rune.Value != '\n' && (rune.Value == 0xA0 || PageText.IsMarked(rune)));
            foreach (var code in new[] { "202E", "200B", "2066", "2028", "00A0", "FE0F", "3164", "E0041", "00AD", "FEFF" })
                Assert.Contains($"<mark>U+{code}</mark>", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Get_Page_IsLockedUp()
    {
        var (_, _, response) = await api.BrowseAsync(HttpMethod.Get, await api.LinkAsync(await PausedAsync()));
        var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Get_ArgumentsWithMarkup_AreEscaped()
    {
        const string Evil = "</pre><script>alert('x')</script><b onclick=\"x\">";
        var id = await api.Store.PausedAsync(await api.StartAsync(), change: requirement => requirement with
        {
            MemberPath = ["newsroom", "<i>sender"],
            Tool = requirement.Tool with { Arguments = System.Text.Json.JsonSerializer.SerializeToElement(new { text = Evil }) },
        });
        var link = await api.LinkAsync(id);
        var asked = (await api.BrowseAsync(HttpMethod.Get, link)).Page;
        var decided = (await api.BrowseAsync(HttpMethod.Post, link, ("note", Evil), ("by", Evil))).Page;
        Assert.All([asked, decided], page =>
        {
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<b ", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<i>", page, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Browser_PostsTheFormAndComesBack_SeesWhatWasDecided()
    {
        var id = await PausedAsync();
        var (approve, reject) = (await api.LinkAsync(id), await api.LinkAsync(id, "reject"));
        Assert.Equal(403, (await api.BrowseAsync(HttpMethod.Post, approve + "x")).Status);

        var (status, page, response) = await api.BrowseAsync(HttpMethod.Post, approve, ("note", "go & send"), ("by", "ann"));
        Assert.Equal((200, "text/html"), (status, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains("This call is approved", page, StringComparison.Ordinal);
        Assert.Contains("by ann (via link)", page, StringComparison.Ordinal);
        Assert.Contains("go &amp; send", page, StringComparison.Ordinal);

        var again = (await api.BrowseAsync(HttpMethod.Get, reject)).Page;
        Assert.Contains("This call is approved", again, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", again, StringComparison.Ordinal);
        var (conflict, refused, _) = await api.BrowseAsync(HttpMethod.Post, reject);
        Assert.Equal(409, conflict);
        Assert.Contains("Nothing was done", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Quorum_CountsANameOnceAndNeedsOne()
    {
        var id = await api.Store.PausedAsync(await api.StartAsync(), change: requirement => requirement with { Quorum = 2 });
        var link = await api.LinkAsync(id);
        Assert.Contains("required", (await api.BrowseAsync(HttpMethod.Get, link)).Page, StringComparison.Ordinal);
        Assert.Equal(400, (await api.FollowAsync(link)).Status);
        await api.PostAsync($"approvals/{id}/resolve", """{"decision":"approve","by":"ann"}""");

        Assert.Equal("pending", (await api.FollowAsync(link, ("by", "ann"))).Body.GetProperty("status").GetString());
        var (status, requirement) = await api.FollowAsync(link, ("by", "bob"));

        Assert.Equal((200, "approved"), (status, requirement.GetProperty("status").GetString()));
        Assert.Equal(["ann", "bob (via link)"], requirement.GetProperty("approvals").GetProperty("given").EnumerateArray()
            .Select(given => given.GetString()!));
    }

    [Theory]
    [InlineData("by=%00", 400)]
    [InlineData("by=a%0Ab", 400)]
    [InlineData("note=%00", 400)]
    [InlineData("&&==&a=%zz", 400)]
    [InlineData("Note=x", 400)]
    [InlineData("by=ann&by=bob", 400)]
    [InlineData("by=ann&note=&by=", 400)]
    [InlineData("by=+&note=", 200)]
    public async Task Post_OddForms_AreReadOr400(string form, int expected)
    {
        var link = await api.LinkAsync(await PausedAsync());
        using var content = new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        var (status, _) = await ApiHost.ReadAsync(await api.Http.PostAsync(new Uri(link, UriKind.Relative), content));
        Assert.Equal(expected, status);
    }

    private async Task<string> PausedAsync() => await api.Store.PausedAsync(await api.StartAsync());

    private async Task AssertUntouchedAsync(string id)
    {
        Assert.Equal("pending", (await api.GetAsync($"approvals/{id}")).Body.GetProperty("status").GetString());
        Assert.DoesNotContain(api.Engine.Raised, raised => raised.EventName == id);
        Assert.DoesNotContain("decided", await api.AuditAsync(id));
    }
}
