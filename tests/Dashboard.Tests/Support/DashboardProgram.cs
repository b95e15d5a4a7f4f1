using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Dashboard.Tests.Support;

/// <summary>
/// A program of one's own with the dashboard, in this process, and a client that keeps cookies as a browser does.
/// </summary>
internal sealed partial class DashboardProgram : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _data;

    private DashboardProgram(WebApplication app, string data) => (_app, _data) = (app, data);

    public CookieContainer Cookies { get; } = new();

    public HttpClient Http { get; private set; } = new();

    public IServiceProvider Services => _app.Services;

    public static async Task<DashboardProgram> StartAsync(
        Action<DurableTeamsBuilder>? configure = null, Action<WebApplicationBuilder>? build = null,
        Action<IEndpointConventionBuilder>? mapped = null)
    {
        var data = Directory.CreateTempSubdirectory("durableteams-dashboard-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDurableTeams(teams =>
        {
            teams.UseSqlite(new SqliteOptions { Directory = data }).UseDashboard();
            configure?.Invoke(teams);
        });
        build?.Invoke(builder);
        var app = builder.Build();
        var conventions = app.MapDurableTeams();
        mapped?.Invoke(conventions);
        await app.StartAsync();
        var program = new DashboardProgram(app, data);
        program.Http = new HttpClient(new HttpClientHandler { CookieContainer = program.Cookies, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Urls.First()),
        };
        return program;
    }

    /// <summary>The token that the forms of a page carry.</summary>
    public async Task<string> TokenAsync(string path) =>
        TokenPattern().Match(await Http.GetStringAsync(path)).Groups[1].Value;

    /// <summary>Sends a form.</summary>
    public async Task<HttpResponseMessage> PostAsync(
        string path, IEnumerable<(string Name, string Value)> fields, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        change?.Invoke(request);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [GeneratedRegex("name=\"_token\" value=\"([^\"]+)\"")]
    private static partial Regex TokenPattern();
}
