using DurableTeams.Sqlite.Hosting;
using System.Net;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Models;
using DurableTeams.Services;
using DurableTeams.Sqlite.Database;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Bench;

/// <summary>
/// The embedded host in this process, on a directory of its own, with the benchmark's model; runs are started past HTTP.
/// </summary>
internal sealed class Team3Host : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("durableteams-team3-");
    private readonly Team3ChatClient _models = new();
    private EmbeddedHost? _host;
    private EmbeddedDatabase? _database;

    /// <summary>Where the state is.</summary>
    public string Data => _data.FullName;

    /// <summary>Transactions made durable so far.</summary>
    public long Commits => _database!.Statistics.Commits;

    /// <summary>Time spent in committing them so far.</summary>
    public TimeSpan CommitTime => _database!.Statistics.CommitTime;

    /// <summary>Model calls so far.</summary>
    public long ModelCalls => _models.Calls;

    public static async Task<Team3Host> StartAsync(
        IReadOnlyList<PinnedTeam>? teams = null, IChatClients? models = null, IReadOnlyDictionary<string, string?>? telemetry = null)
    {
        var bench = new Team3Host();
        var settings = new HostSettings
        {
            TeamsDirectory = "",
            DataDirectory = bench.Data,
            Address = new ListenAddress(IPAddress.Loopback, 0, "127.0.0.1"),
            Telemetry = telemetry ?? new Dictionary<string, string?>(),
            Teams = teams ?? [TeamHash.Pin(Team)],
            ConfigureServices = services => services.AddSingleton(models ?? bench._models),
        };
        bench._host = await EmbeddedHost.StartAsync(settings with
        {
            ConfigureSqlite = options => options with { CreateEngine = bench.CreateEngine },
        });
        return bench;
    }

    /// <summary>One run, from its start to its answer.</summary>
    public async Task RunAsync(string teamId = "team3")
    {
        var runs = _host!.Services.GetRequiredService<RunService>();
        var run = await runs.StartAsync(
            teamId, new StartRunRequest(new string('m', 200), null, null, null), null, null, _host.Client);
        run = await runs.WaitAsync(run, Patience);
        if (run.Status != RunStatus.Completed)
            throw new InvalidOperationException($"The run is {run.Status}: {run.Error?.Message}");
    }

    /// <summary>Waits until all spans are exported.</summary>
    public async Task SettleAsync()
    {
        while (_database!.Read(sql => sql.Statement("SELECT COUNT(*) FROM traces").QueryInt64()) > 0) await Task.Delay(20);
    }

    /// <summary>Closes the database, so that its files are what stays.</summary>
    public async Task StopAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _host = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _models.Dispose();
        _data.Delete(recursive: true);
    }

    /// <summary>The engine of every host; on the way its database is seen, whose commits are counted.</summary>
    private ISqliteTeamEngine CreateEngine(EngineParts parts)
    {
        _database = parts.Database;
        return SqliteTeamEngine.Create(parts);
    }

    private static TeamDefinition Team { get; } = new()
    {
        Id = "team3",
        Name = "Team3",
        Mode = TeamMode.Coordinate,
        Model = "instant",
        Instructions = "Ask one after the other.",
        Models = { ["instant"] = new ModelDefinition { Provider = "scripted" } },
        History = new HistoryDefinition { Scope = HistoryScope.None },
        Members = [.. Team3ChatClient.Members.Select(id => new MemberDefinition { Id = id, Role = "Works", Model = "instant" })],
    };
}
