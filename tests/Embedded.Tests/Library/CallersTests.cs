using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DurableTeams.Embedded.Tests.Library;

/// <summary>Who may call the API of a program of one's own: a key, the program's login, or this machine alone.</summary>
public sealed class CallersTests : IDisposable
{
    private readonly OwnProgram _program = new();

    [Theory]
    [InlineData(null, "127.0.0.1", 200)]
    [InlineData(null, "evil.example", 403)]
    [InlineData("https://evil.example", "127.0.0.1", 403)]
    public async Task NoKey_OnlyThisMachineIsServed(string? origin, string host, int expected)
    {
        await using var app = _program.BuildWeb();
        app.MapDurableTeams();
        await app.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/teams") { Headers = { Host = host } };
        if (origin is not null) request.Headers.Add("Origin", origin);

        Assert.Equal(expected, await StatusAsync(app, request));
        await app.StopAsync();
    }

    [Theory]
    [InlineData("k", 200)]
    [InlineData("wrong", 401)]
    [InlineData(null, 401)]
    public async Task Key_IsAskedOfEveryone(string? key, int expected)
    {
        await using var app = _program.BuildWeb(teams => teams.UseKey("k"));
        app.MapDurableTeams();
        await app.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/teams");
        if (key is not null) request.Headers.Add("x-functions-key", key);

        Assert.Equal(expected, await StatusAsync(app, request));
        await app.StopAsync();
    }

    [Fact]
    public async Task RequireAuthorization_TheProgramsLoginDecides_AndNamesWhoDecided()
    {
        await using var app = _program.BuildWeb(configure: builder =>
        {
            builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderLogin>("test", _ => { });
            builder.Services.AddAuthorization();
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapDurableTeams().RequireAuthorization();
        await app.StartAsync();
        using var nobody = new HttpRequestMessage(HttpMethod.Get, "/api/teams");
        Assert.Equal(401, await StatusAsync(app, nobody));

        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        http.DefaultRequestHeaders.Add("x-login", "ann");
        http.DefaultRequestHeaders.Add("Prefer", "wait=30");
        var run = await PostAsync(http, "/api/teams/newsroom/runs", new { message = "Out" });
        var asked = run.GetProperty("requirements")[0].GetProperty("requirementId").GetString();
        run = await PostAsync(http, $"/api/approvals/{asked}/resolve", new { decision = "approve" });

        Assert.Equal("completed", run.GetProperty("status").GetString());
        Assert.Equal("ann", run.GetProperty("requirements")[0].GetProperty("resolvedBy").GetString());
        await app.StopAsync();
    }

    [Fact]
    public async Task Description_AndLinks_AreThoseOfTheProgramsAddress()
    {
        await using var app = _program.BuildWeb();
        app.MapDurableTeams();
        app.MapGet("/own", () => "own");
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        http.DefaultRequestHeaders.Add("Prefer", "wait=30");

        var run = await PostAsync(http, "/api/teams/newsroom/runs", new { message = "Out" });
        var link = run.GetProperty("requirements")[0].GetProperty("links").GetProperty("approve").GetString();
        var paths = (await http.GetFromJsonAsync<JsonElement>("/api/openapi.json")).GetProperty("paths");

        Assert.StartsWith(app.Urls.First(), link, StringComparison.Ordinal);
        Assert.True(paths.TryGetProperty("/teams/{teamId}/runs", out _));
        Assert.DoesNotContain(paths.EnumerateObject(), path => path.Name.Contains("own", StringComparison.Ordinal));
        await app.StopAsync();
    }

    [Fact]
    public async Task LinkPages_OfTheProgram_AreShownInsteadOfTheApisOwn()
    {
        await using var app = _program.BuildWeb(
            configure: builder => builder.Services.AddSingleton<ILinkPages, OwnPages>());
        app.MapDurableTeams();
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        http.DefaultRequestHeaders.Add("Prefer", "wait=30");
        var run = await PostAsync(http, "/api/teams/newsroom/runs", new { message = "Out" });
        var link = run.GetProperty("requirements")[0].GetProperty("links").GetProperty("decide").GetString()!;
        http.DefaultRequestHeaders.Add("Accept", "text/html");

        Assert.Equal("ask decide Out 200 without links", await http.GetStringAsync(new Uri(link)));
        using var wrong = await http.PostAsync(new Uri(link), Form(("decision", "approve"), ("arguments", "no")));
        Assert.Equal("ask decide Out 400 without links", await wrong.Content.ReadAsStringAsync());
        using var forged = await http.GetAsync(new Uri(link + "x"));
        Assert.Equal("refused invalidSignature", await forged.Content.ReadAsStringAsync());
        using var decided = await http.PostAsync(new Uri(link), Form(("decision", "approve")));
        Assert.Equal("standing Approved", await decided.Content.ReadAsStringAsync());
        await app.StopAsync();

        static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
            new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
    }

    public void Dispose() => _program.Dispose();

    private sealed class OwnPages : ILinkPages
    {
        public IResult Ask(RequirementContextView context, string decision, string? signedIn, ApiException? refused) =>
            Results.Text(
                $"ask {decision} {context.RunInput} {refused?.Status ?? 200} "
                    + (context.Requirement.Links is null ? "without links" : "with links"));

        public IResult Standing(RequirementContextView context) => Results.Text($"standing {context.Requirement.Status}");

        public IResult Refused(ApiException exception) => Results.Text($"refused {exception.Code}");
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<int> StatusAsync(WebApplication app, HttpRequestMessage request)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>A login that believes a header.</summary>
    private sealed class HeaderLogin(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers["x-login"].ToString() is { Length: > 0 } name
                ? AuthenticateResult.Success(new AuthenticationTicket(
                    new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], Scheme.Name)), Scheme.Name))
                : AuthenticateResult.NoResult());
    }
}
