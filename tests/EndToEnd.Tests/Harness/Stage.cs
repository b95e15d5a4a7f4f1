using DurableTeams.Azurite;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>
/// All a test needs: a chat server, a tool server, team files and a host process on them. When it is disposed, what
/// happened goes to the test's output, where a failure shows it.
/// </summary>
public sealed class Stage : IAsyncDisposable
{
    public const string ApiKey = "sk-e2e-model-secret";
    public const string ToolKey = "e2e-tool-secret";

    private readonly ITestOutputHelper output;
    private HostProcess? host;
    private AzuriteServer? tables;

    private Stage(ITestOutputHelper output)
    {
        this.output = output;
        Chat = new ChatServer(Traffic);
        Tools = new ToolServer(Traffic);
    }

    public Traffic Traffic { get; } = new();

    public ChatServer Chat { get; }

    public ToolServer Tools { get; }

    public TeamFolder Folder { get; } = new();

    public HostProcess Host => host ?? throw new InvalidOperationException("The host is not running.");

    public ApiClient Api => Host.Api;

    /// <summary>Options of the hosts that are started from now on, beyond the directories.</summary>
    public IReadOnlyList<string> HostArguments { get; set; } = [];

    public HostOptions Options => Folder.Options with { More = HostArguments, Tables = tables?.ConnectionString };

    /// <summary>The emulator, on tables.</summary>
    internal AzuriteServer Tables => tables ?? throw new InvalidOperationException("The runs are not in tables.");

    /// <summary>Servers up, team files written, host running.</summary>
    public static Task<Stage> OpenAsync(ITestOutputHelper output, params TeamSketch[] teams) => OpenAsync(output, StoreKind.Sqlite, teams);

    /// <summary>The same with the runs where it is said; tables are in an emulator of the stage's own.</summary>
    public static Task<Stage> OpenAsync(ITestOutputHelper output, StoreKind store, params TeamSketch[] teams) => OpenAsync(output, async stage =>
    {
        foreach (var team in teams) stage.Folder.Write(team.Id + ".yaml", team.ToYaml(stage.Chat.Endpoint, stage.Tools.Address));
        if (store == StoreKind.Tables) stage.tables = await AzuriteServer.StartAsync();
    });

    /// <summary>The same with team files that are written in other ways.</summary>
    public static Task<Stage> OpenAsync(ITestOutputHelper output, Action<Stage> writeTeams) => OpenAsync(output, stage =>
    {
        writeTeams(stage);
        return Task.CompletedTask;
    });

    private static async Task<Stage> OpenAsync(ITestOutputHelper output, Func<Stage, Task> prepare)
    {
        var stage = new Stage(output);
        try
        {
            await Task.WhenAll(stage.Chat.StartAsync(), stage.Tools.StartAsync());
            await prepare(stage);
            await stage.StartHostAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async Task StartHostAsync()
    {
        host = await HostProcess.StartAsync(Options);
        Traffic.Note($"host {host.Id} is listening");
    }

    /// <summary>SIGKILL. The servers stop answering too, until <see cref="Traffic.Thaw"/>: see there why.</summary>
    public async Task KillAsync()
    {
        await Host.KillAsync();
        // Only now: until the process is gone it may still ask, and what it asks belongs before the kill.
        Traffic.Note($"host {Host.Id} is killed");
        Traffic.Freeze();
        Chat.Gates.ReleaseAll();
        Tools.Gates.ReleaseAll();
        await CloseHostAsync();
    }

    /// <summary>Waits until the host has ended by itself, which it does well.</summary>
    public async Task EndedAsync()
    {
        Assert.Equal(0, await Host.ExitAsync());
        await CloseHostAsync();
    }

    /// <summary>Writes down what an ended host said.</summary>
    public async Task CloseHostAsync()
    {
        if (host is null) return;
        await host.DisposeAsync();
        output.WriteLine($"---- host {host.Address}{Environment.NewLine}{host.Output}");
        host = null;
    }

    public async ValueTask DisposeAsync()
    {
        Traffic.Thaw();
        await CloseHostAsync();
        await Chat.DisposeAsync();
        await Tools.DisposeAsync();
        if (tables is not null) await tables.DisposeAsync();
        Folder.Dispose();
        output.WriteLine($"---- traffic{Environment.NewLine}{Traffic}");
    }
}
