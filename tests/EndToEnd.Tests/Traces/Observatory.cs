using System.Net;
using System.Net.Sockets;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>A stage whose host exports its spans to a collector of the test's own.</summary>
public sealed class Observatory : IAsyncDisposable
{
    private readonly ITestOutputHelper _output;

    private Observatory(ITestOutputHelper output, Stage stage, Collector collector) =>
        (this._output, Stage, Collector) = (output, stage, collector);

    public Stage Stage { get; }

    public Collector Collector { get; }

    public ApiClient Api => Stage.Api;

    public static Task<Observatory> OpenAsync(
        ITestOutputHelper output, TeamSketch team, params (string Name, string Value)[] environment) =>
        OpenAsync(output, StoreKind.Sqlite, team, environment);

    /// <summary>The same on what is said.</summary>
    public static async Task<Observatory> OpenAsync(
        ITestOutputHelper output, StoreKind store, TeamSketch team, params (string Name, string Value)[] environment)
    {
        var collector = new Collector();
        await collector.StartAsync();
        var stage = await OpenAsync(output, store, team, collector.Address, environment);
        return new Observatory(output, stage, collector);
    }

    /// <summary>The same with nobody listening where the collector will be.</summary>
    public static async Task<Observatory> OpenBeforeCollectorAsync(ITestOutputHelper output, TeamSketch team)
    {
        var port = FreePort();
        var stage = await OpenAsync(output, StoreKind.Sqlite, team, $"http://127.0.0.1:{port}");
        return new Observatory(output, stage, new Collector(port));
    }

    /// <summary>Kills the host, and starts it again.</summary>
    public async Task CrashAsync()
    {
        await Stage.KillAsync();
        Stage.Traffic.Thaw();
        await Stage.StartHostAsync();
    }

    /// <summary>Stops the host as a deploy does, and starts it again.</summary>
    public async Task RestartAsync()
    {
        Assert.Equal(0, await Stage.Host.TerminateAsync());
        await Stage.CloseHostAsync();
        await Stage.StartHostAsync();
    }

    /// <summary>Runs another run until all of it has arrived: what was due before it has arrived by then.</summary>
    public async Task SettleAsync(string team = "newsroom")
    {
        var (chat, tools) = (Stage.Chat.Answers, Stage.Tools.Answers);
        Stage.Chat.Answers = _ => ChatAnswer.Say("Nothing new.");
        var run = await Api.StartRunAsync(team, "Anything new?");
        await Api.UntilAsync(run, "completed");
        await Collector.WholeAsync(run);
        (Stage.Chat.Answers, Stage.Tools.Answers) = (chat, tools);
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        await Collector.DisposeAsync();
        _output.WriteLine($"---- spans{Environment.NewLine}{Collector}");
    }

    private static Task<Stage> OpenAsync(
        ITestOutputHelper output, StoreKind store, TeamSketch team, string endpoint,
        params (string Name, string Value)[] environment) =>
            Stage.OpenAsync(output, store, stage =>
        {
            stage.Folder.Write(team.Id + ".yaml", team.ToYaml(stage.Chat.Endpoint, stage.Tools.Address));
            stage.Folder.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
            stage.Folder.Environment["OTEL_METRICS_EXPORTER"] = "none";
            stage.Folder.Environment["OTEL_LOGS_EXPORTER"] = "none";
            foreach (var (name, value) in environment) stage.Folder.Environment[name] = value;
        });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
