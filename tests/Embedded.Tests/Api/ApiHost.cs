using DurableTeams.Http.Pages;
using System.Text;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Sqlite.Database;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Tests.Api;

/// <summary>
/// The embedded host in this process, on a free port and a directory of its own, over an engine that runs nothing.
/// </summary>
public sealed class ApiHost : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("durableteams-api-");
    private EmbeddedHost _host = null!;

    public RecordingClient Engine { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public string? Key { get; init; }

    /// <summary>Environment variables as the services see them; the process's own are not seen.</summary>
    // The plain pages of links: those of the dashboard are another test's.
    public Settings Variables { get; init; } = new() { ["DURABLETEAMS_DASHBOARD"] = "off" };

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string Data => _data.FullName;

    public string Url => _host.Url;

    internal IRunStore Store => _host.Services.GetRequiredService<IRunStore>();

    internal EmbeddedHost Host => _host;

    /// <summary>The endpoints that the host serves.</summary>
    internal IEnumerable<RouteEndpoint> Endpoints => _host.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<PageEndpoint>() is null);

    internal EmbeddedDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _host = await EmbeddedHost.StartAsync(Settings());
        Http = new HttpClient { BaseAddress = new Uri(_host.Url + "/api/"), Timeout = TimeSpan.FromSeconds(60) };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        _data.Delete(recursive: true);
    }

    public async Task<(int Status, JsonElement Body)> GetAsync(string path) =>
        await ReadAsync(await Http.GetAsync(new Uri(path, UriKind.Relative)));

    public async Task<(int Status, JsonElement Body)> PostAsync(
        string path, string body, params (string Name, string Value)[] headers) =>
        await ReadAsync(await SendAsync(path, body, headers));

    public async Task<HttpResponseMessage> SendAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json")
        };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    /// <summary>Starts again over the same directory.</summary>
    public async Task RestartAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        await InitializeAsync();
    }

    /// <summary>Starts a run that its (absent) orchestration never touches.</summary>
    public async Task<string> StartAsync(string body = """{"message":"hello"}""")
    {
        var (status, run) = await PostAsync("teams/newsroom/runs", body);
        Assert.Equal(202, status);
        return run.GetProperty("runId").GetString()!;
    }

    public static async Task<(int Status, JsonElement Body)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var bytes = await response.Content.ReadAsByteArrayAsync();
            return ((int)response.StatusCode, bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes));
        }
    }

    internal HostSettings Settings() => new()
    {
        TeamsDirectory = "",
        DataDirectory = _data.FullName,
        Address = ListenAddress.TryParse("http://127.0.0.1:0", out var address, out _)
            ? address
            : throw new InvalidOperationException(),
        Teams = [TestTeams.Newsroom],
        Key = Key,
        LogLevel = LogLevel.Error,
        ConfigureServices = services => services.AddSingleton<IDefinitionEnvironment>(Variables)
            .AddSingleton(Time),
        ConfigureSqlite = options => options with
        {
            CreateEngine = parts =>
            {
                Database = parts.Database;
                return new IdleEngine(Engine);
            },
        },
    };
}
