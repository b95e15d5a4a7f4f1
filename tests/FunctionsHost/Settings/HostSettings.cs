using System.Text.Json.Nodes;

namespace DurableTeams.FunctionsHost.Settings;

/// <summary>
/// What the host is started with: <c>--app DIR</c>, <c>--urls URL</c>, <c>--key KEY</c>, <c>--master-key KEY</c>,
/// <c>--until-input-ends true</c> (it ends with whoever holds its standard input), and the variables of the app.
/// </summary>
/// <param name="App">The published app.</param>
/// <param name="Url">Where it listens.</param>
/// <param name="Key">The function key; without one none is asked for, as with <c>func start</c>.</param>
/// <param name="MasterKey">The key of <c>/admin</c>.</param>
/// <param name="UntilInputEnds">Whether it ends when its standard input does.</param>
/// <param name="HostJson">The app's host.json.</param>
internal sealed record HostSettings(
    string App, Uri Url, string? Key, string? MasterKey, bool UntilInputEnds, IConfiguration HostJson)
{
    private const string Override = "AzureFunctionsJobHost__";

    /// <summary>The storage account of the host and its app.</summary>
    public const string Storage = "AzureWebJobsStorage";

    /// <summary>What comes before every route.</summary>
    public string RoutePrefix => HostJson["extensions:http:routePrefix"] ?? "api";

    /// <summary>Reads them.</summary>
    public static HostSettings Read(string[] arguments)
    {
        var options = new ConfigurationBuilder().AddCommandLine(arguments).Build();
        var app = Path.GetFullPath(
            options["app"] ?? throw new InvalidOperationException("--app is missing: the folder of the published app."));
        return new(app, new Uri(options["urls"] ?? "http://127.0.0.1:0"), options["key"], options["master-key"],
            options.GetValue("until-input-ends", false), ReadHostJson(app));
    }

    // As on the real host, a variable AzureFunctionsJobHost__a__b stands for a:b of host.json.
    private static IConfigurationRoot ReadHostJson(string app)
    {
        var file = Path.Combine(app, "host.json");
        var text = JsonNode.Parse(File.ReadAllText(file))!.ToJsonString();
        return new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)))
            .AddEnvironmentVariables(Override)
            .Build();
    }
}
