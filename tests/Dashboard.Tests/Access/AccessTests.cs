using System.Net;
using DurableTeams.Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Dashboard.Tests.Access;

/// <summary>Who may see pages, and which forms are taken.</summary>
public sealed class AccessTests
{
    private const string Key = "the-hosts-key";
    private const string Inbox = "/dashboard";
    private const string SignIn = "/dashboard/signin";

    [Theory]
    [InlineData(null, "127.0.0.1", 200)]
    [InlineData(null, "evil.example", 403)]
    [InlineData("https://evil.example", "127.0.0.1", 403)]
    public async Task NoKey_PagesAreForThisMachineAlone(string? origin, string host, int expected)
    {
        await using var program = await DashboardProgram.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Inbox) { Headers = { Host = host } };
        if (origin is not null) request.Headers.Add("Origin", origin);

        Assert.Equal(expected, (int)(await program.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Key_PagesAskForASignIn_WhichEndsWithTheSession()
    {
        await using var program = await DashboardProgram.StartAsync(teams => teams.UseKey(Key));

        var asked = await program.Http.GetAsync(Inbox + "?team=a");
        Assert.Equal((HttpStatusCode.Redirect, SignIn + "?to=%2Fdashboard%3Fteam%3Da"), Answer(asked));
        var token = await program.TokenAsync(SignIn);
        var wrong = await program.PostAsync(SignIn, [("_token", token), ("key", "wrong"), ("to", Inbox)]);
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await program.Http.GetAsync(Inbox)).StatusCode);
        var right = await program.PostAsync(
            SignIn, [("_token", token), ("key", Key), ("name", "Ann"), ("to", Inbox + "?team=a")]);
        Assert.Equal((HttpStatusCode.Redirect, Inbox + "?team=a"), Answer(right));
        Assert.Contains("Ann", await program.Http.GetStringAsync(Inbox), StringComparison.Ordinal);

        var signedIn = await program.TokenAsync(Inbox);
        Assert.Equal(
            (HttpStatusCode.Redirect, SignIn), Answer(await program.PostAsync("/dashboard/signout", [("_token", signedIn)])));
        Assert.Equal(HttpStatusCode.Redirect, (await program.Http.GetAsync(Inbox)).StatusCode);
    }

    [Fact]
    public async Task Cookie_IsReadByNoScript_AndHoldsNoKey()
    {
        await using var program = await DashboardProgram.StartAsync(teams => teams.UseKey(Key));
        var token = await program.TokenAsync(SignIn);
        var answer = await program.PostAsync(SignIn, [("_token", token), ("key", Key), ("to", Inbox)]);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/dashboard")]
    [InlineData("/\\evil.example")]
    [InlineData("/elsewhere")]
    [InlineData("/dashboardish")]
    public async Task SignIn_LeadsToAPageOfThisDashboardAlone(string to)
    {
        await using var program = await DashboardProgram.StartAsync(teams => teams.UseKey(Key));
        var token = await program.TokenAsync(SignIn);

        Assert.Equal(
            (HttpStatusCode.Redirect, Inbox),
            Answer(await program.PostAsync(SignIn, [("_token", token), ("key", Key), ("to", to)])));
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("another", null, null)]
    [InlineData(null, "https://evil.example", null)]
    [InlineData(null, "null", null)]
    [InlineData(null, null, "cross-site")]
    [InlineData(null, null, "same-site")]
    public async Task Form_OfAnotherSiteOrWithoutItsToken_IsRefused(string? token, string? origin, string? site)
    {
        await using var program = await DashboardProgram.StartAsync();
        token ??= await program.TokenAsync(Inbox);
        _ = await program.TokenAsync(Inbox);
        var answer = await program.PostAsync("/dashboard/name", [("_token", token), ("name", "Mallory")], request =>
        {
            if (origin is not null) request.Headers.Add("Origin", origin);
            if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("Mallory", await program.Http.GetStringAsync(Inbox), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_EndsByTime()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var program = await DashboardProgram.StartAsync(
            teams => teams.UseKey(Key).Services.AddSingleton<TimeProvider>(time));
        var token = await program.TokenAsync(SignIn);
        await program.PostAsync(SignIn, [("_token", token), ("key", Key), ("to", Inbox)]);
        Assert.Equal(HttpStatusCode.OK, (await program.Http.GetAsync(Inbox)).StatusCode);

        time.Advance(TimeSpan.FromHours(12));

        Assert.Equal(HttpStatusCode.Redirect, (await program.Http.GetAsync(Inbox)).StatusCode);
    }

    [Theory]
    [InlineData("/runs/none")]
    [InlineData("/runs/none/live")]
    [InlineData("/inbox/none")]
    [InlineData("/sessions/none")]
    [InlineData("/teams/none")]
    [InlineData("/playground/none")]
    public async Task Page_OfWhatIsNotThere_SaysSo(string path)
    {
        await using var program = await DashboardProgram.StartAsync();
        var answer = await program.Http.GetAsync(Inbox + path);

        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Several_OneOfThemIsGone_SaysSoAndGoesOn()
    {
        await using var program = await DashboardProgram.StartAsync();
        var token = await program.TokenAsync(Inbox);

        var answer = await program.PostAsync(
            "/dashboard/inbox", [("_token", token), ("decision", "approve"), ("id", "none-1"), ("id", "none-2")]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("none-1", page, StringComparison.Ordinal);
        Assert.Contains("none-2", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_LoadsNothingFromElsewhereAndIsNotFramed()
    {
        await using var program = await DashboardProgram.StartAsync();
        var headers = (await program.Http.GetAsync(Inbox)).Headers;

        var policy = string.Join(' ', headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", headers.GetValues("X-Frame-Options").Single());
        Assert.True(headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Page_InAProgramWithComponentsOfItsOwn_IsShown()
    {
        await using var program = await DashboardProgram.StartAsync(build: builder => builder.Services.AddRazorComponents());

        Assert.Equal(HttpStatusCode.OK, (await program.Http.GetAsync(Inbox)).StatusCode);
    }

    private static (HttpStatusCode, string?) Answer(HttpResponseMessage answer) =>
        (answer.StatusCode, answer.Headers.Location?.ToString());
}
