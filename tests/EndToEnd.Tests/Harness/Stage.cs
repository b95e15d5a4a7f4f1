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

    private ITestOutputHelper _output;
    private IServerUnderTest? _host;
    private AzuriteServer? _tables;
    private string? _pool;

    private Stage(ITestOutputHelper output, StoreKind kind)
    {
        this._output = output;
        Kind = kind;
        Chat = new ChatServer(Traffic);
        Tools = new ToolServer(Traffic);
    }

    public Traffic Traffic { get; } = new();

    public ChatServer Chat { get; }

    public ToolServer Tools { get; }

    public TeamFolder Folder { get; } = new();

    /// <summary>What is tested.</summary>
    public StoreKind Kind { get; }

    public IServerUnderTest Host => _host ?? throw new InvalidOperationException("The host is not running.");

    /// <summary>The host, where it is the double of the Functions host.</summary>
    public FunctionsServer Functions => (FunctionsServer)Host;

    public ApiClient Api => Host.Api;

    /// <summary>Options of the hosts that are started from now on, beyond the directories.</summary>
    public IReadOnlyList<string> HostArguments { get; set; } = [];

    public HostOptions Options => Folder.Options with { More = HostArguments, Tables = _tables?.ConnectionString };

    /// <summary>How a Functions app is started on this stage.</summary>
    public FunctionsOptions FunctionsOptions => new(new Dictionary<string, string>(Folder.Options.Environment)
    {
        ["AzureWebJobsStorage"] = Tables.ConnectionString,
        ["DURABLETEAMS_TEAMS"] = Folder.Teams,
        ["DURABLETEAMS_LINK_KEYS"] = "k1:a-secret-of-the-tests-own",
        ["DURABLETEAMS_PUBLIC_URL"] = "https://teams.example.com",
    });

    /// <summary>The emulator, on tables and below the Functions app.</summary>
    internal AzuriteServer Tables => _tables ?? throw new InvalidOperationException("The runs are not in tables.");

    /// <summary>Servers up, team files written, host running.</summary>
    public static Task<Stage> OpenAsync(ITestOutputHelper output, params TeamSketch[] teams) =>
        OpenAsync(output, StoreKind.Sqlite, teams);

    /// <summary>The same on what is said; an emulator is of the stage's own.</summary>
    public static Task<Stage> OpenAsync(ITestOutputHelper output, StoreKind kind, params TeamSketch[] teams) =>
        kind == StoreKind.Functions
            ? ShareAsync(output, kind, teams)
            : OpenAsync(output, kind, stage => Write(stage, teams));

    /// <summary>
    /// The same on SQLite, and perhaps one that an earlier test is done with: for tests that look at their own runs alone, and at
    /// no list of all.
    /// </summary>
    public static Task<Stage> ShareAsync(ITestOutputHelper output, params TeamSketch[] teams) =>
        ShareAsync(output, StoreKind.Sqlite, teams);

    /// <summary>The same on what is said.</summary>
    public static Task<Stage> ShareAsync(ITestOutputHelper output, StoreKind kind, params TeamSketch[] teams) =>
        ShareAsync(output, kind, teams, among: null);

    /// <summary>The same on what is said.</summary>
    /// <param name="among">Tests that share among themselves alone; null for all that want the same.</param>
    public static Task<Stage> ShareAsync(
        ITestOutputHelper output, StoreKind kind, IReadOnlyList<TeamSketch> teams, string? among = null) => ShareAsync(
            output, kind, among + string.Concat(teams.Select(team => team.ToYaml("", ""))), stage => Write(stage, teams));

    /// <summary>The same with team files that are written in other ways.</summary>
    /// <param name="among">Tests that share among themselves alone, and write the same files.</param>
    public static async Task<Stage> ShareAsync(
        ITestOutputHelper output, StoreKind kind, string among, Action<Stage> writeTeams)
    {
        var key = kind + among;
        if (StagePool.Take(key) is { } free) return free.TakeUp(output);
        var stage = await OpenAsync(output, kind, writeTeams);
        stage._pool = key;
        return stage;
    }

    /// <summary>The same with team files that are written in other ways.</summary>
    public static Task<Stage> OpenAsync(ITestOutputHelper output, Action<Stage> writeTeams) =>
        OpenAsync(output, StoreKind.Sqlite, writeTeams);

    /// <summary>The same on what is said. Such a Functions app is the test's own.</summary>
    public static async Task<Stage> OpenAsync(ITestOutputHelper output, StoreKind kind, Action<Stage> writeTeams)
    {
        var stage = new Stage(output, kind);
        try
        {
            await Task.WhenAll(stage.Chat.StartAsync(), stage.Tools.StartAsync());
            writeTeams(stage);
            if (kind != StoreKind.Sqlite) stage._tables = await AzuriteServer.StartAsync(all: kind == StoreKind.Functions);
            await stage.StartHostAsync();
            return stage;
        }
        catch
        {
            await stage.EndAsync();
            throw;
        }
    }

    public Task StartHostAsync() => StartHostAsync(null);

    /// <summary>Starts an embedded host at this address, where clients that know no other still call; null for any.</summary>
    public async Task StartHostAsync(Uri? at)
    {
        _host = Kind == StoreKind.Functions
            ? await FunctionsServer.StartAsync(FunctionsOptions)
            : await HostProcess.StartAsync(at is null ? Options : Options with { Urls = at.GetLeftPart(UriPartial.Authority) });
        Traffic.Note($"host {_host.Id} is listening");
    }

    /// <summary>Starts another host beside the one that is there, or was; it is the one that is asked from now on.</summary>
    public Task StartAnotherAsync() => StartHostAsync();

    /// <summary>Waits until the host answers, whose worker may just be starting.</summary>
    public Task HealthyAsync() =>
        Wait.UntilAsync("the host is healthy", async () => (await Api.GetAsync("health")).Status == 200);

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
        if (_host is null) return;
        await _host.DisposeAsync();
        _output.WriteLine($"---- host {_host.Address}{Environment.NewLine}{_host.Output}");
        _host = null;
    }

    /// <summary>Ends the stage, or leaves it to the next test that wants the same.</summary>
    public async ValueTask DisposeAsync()
    {
        Traffic.Thaw();
        if (_pool is { } key && await IsIdleAsync())
        {
            _output.WriteLine($"---- traffic{Environment.NewLine}{Traffic}");
            StagePool.Give(key, this);
            return;
        }

        await EndAsync();
        _output.WriteLine($"---- traffic{Environment.NewLine}{Traffic}");
    }

    /// <summary>Ends it.</summary>
    public async ValueTask EndAsync()
    {
        Traffic.Thaw();
        await CloseHostAsync();
        await Chat.DisposeAsync();
        await Tools.DisposeAsync();
        if (_tables is not null) await _tables.DisposeAsync();
        Folder.Dispose();
    }

    private static void Write(Stage stage, IReadOnlyList<TeamSketch> teams)
    {
        foreach (var team in teams) stage.Folder.Write(team.Id + ".yaml", team.ToYaml(stage.Chat.Endpoint, stage.Tools.Address));
    }

    private Stage TakeUp(ITestOutputHelper next)
    {
        _output = next;
        Traffic.Clear();
        Chat.Clear();
        Tools.Clear();
        return this;
    }

    // What still runs would ask the next test's servers.
    private async Task<bool> IsIdleAsync()
    {
        if (_host is null) return false;
        try
        {
            foreach (var status in new[] { "pending", "running" })
            {
                if ((await Api.GetAsync("runs?status=" + status)).Expect(200).Json.Items("items").Count > 0) return false;
            }

            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException
            or Xunit.Sdk.XunitException)
        {
            return false;
        }
    }
}
