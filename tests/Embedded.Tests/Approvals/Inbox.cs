using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Definitions;
using DurableTeams.Hooks;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Tools;
using DurableTeams.Runs.Activities;
using DurableTeams.Runs.Remote;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Services.Work;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Approvals;

/// <summary>The approval services over a real store, with a client that only remembers.</summary>
internal sealed class Inbox : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durableteams-inbox-");
    private readonly EmbeddedDatabase _database;
    private readonly List<ServiceProvider> _providers = [];

    public Inbox()
    {
        _database = SqliteDatabase.Open(_directory.FullName, NullLoggerFactory.Instance);
        Store = new SqliteRunStore(_database);
    }

    public IRunStore Store { get; }

    public RecordingClient Client { get; } = new();

    public PinnedTeam Team { get; set; } = Define();

    /// <summary>Environment variables as the services see them.</summary>
    public IReadOnlyList<(string Name, string Value)> Variables { get; set; } = [];

    /// <summary>A team of one member with one gated tool.</summary>
    public static PinnedTeam Define(
        string member = "sender", string tool = "send", string? instructions = null, ApproveDefinition? approve = null) =>
        TeamHash.Pin(new TeamDefinition
        {
            Id = "team",
            Name = "Team",
            Mode = TeamMode.Coordinate,
            Model = "m",
            Instructions = instructions,
            Models = new(StringComparer.Ordinal) { ["m"] = new ModelDefinition { Provider = "scripted" } },
            Members = [new MemberDefinition { Id = member, Model = "m", Tools = [tool] }],
            Tools = new(StringComparer.Ordinal)
            {
                [tool] = new ToolDefinition
                {
                    Http = new HttpToolDefinition { Url = "http://127.0.0.1:1" },
                    Approval = ApprovalKind.Confirmation,
                    Approve = approve ?? new()
                },
            },
        });

    /// <summary>The services of a host that serves this team today; the run's own is in the store.</summary>
    public T Get<T>(PinnedTeam? today = null)
        where T : notnull
    {
        var services = new ServiceCollection().AddLogging().AddTeamTools();
        services.AddHookSet();
        services.AddSingleton<IDefinitionEnvironment>(new Settings([.. Variables]));
        services.AddApprovalLinks().AddNotifications().AddSingleton<RequirementViews>();
        services.AddSingleton(Store);
        services.AddSingleton<ITeamCatalog>(new TeamCatalog([today ?? Team], Store));
        services.AddSingleton<RunScheduler>().AddSingleton<DecisionCheck>().AddSingleton<DecisionSignals>()
            .AddSingleton<ApprovalService>().AddSingleton<OldestPendingMetric>().AddSingleton<OutboxRelay>()
            .AddSingleton<EngineClient>().AddSingleton<WorkNotices>().AddSingleton<WorkAlarm>().AddSingleton<WorkMetrics>()
                .AddSingleton<RunService>();
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredService<T>();
    }

    public async Task<RunRecord> RunAsync(string runId)
    {
        await Store.SaveDefinitionAsync(Team.Version, DefinitionJson.Serialize(Team.Definition));
        var now = DateTimeOffset.UtcNow;
        var run = new RunRecord
        {
            RunId = runId, TeamId = "team", SessionId = "s", Input = "go", DefinitionVersion = Team.Version,
            TraceId = new string('a', 32), CreatedAt = now, UpdatedAt = now,
        };
        await Store.CreateRunAsync(run, null);
        return run;
    }

    /// <summary>A paused run; returns its requirement's id.</summary>
    public async Task<string> PausedAsync(string runId)
    {
        await RunAsync(runId);
        var at = DateTimeOffset.UtcNow;
        var member = RunIds.Member(runId, 1);
        var requirement = RunIds.Requirement(member, 1, 0);
        var call = new StoredCall("c", "send", JsonSerializer.Deserialize<JsonElement>("{}"));
        await Store.CommitAsync(new RunChange(runId, at)
        {
            Run = new StatusPatch(RunStatus.Running),
            Started =
            [
                new MemberRunRecord
                {
                    RunId = runId,
                    MemberRunId = RunIds.Leader(runId),
                    Status = RunStatus.Running,
                    StartedAt = at
                },
                new MemberRunRecord
                {
                    RunId = runId,
                    MemberRunId = member,
                    MemberId = "sender",
                    ParentMemberRunId = RunIds.Leader(runId),
                    Spawn = 1,
                    Status = RunStatus.Running,
                    Brief = new Brief { Call = new CallReference(RunIds.Leader(runId), 1, 0) },
                    StartedAt = at,
                },
            ],
            Messages = [new MessageRecord { MemberRunId = member, Turn = 1, Slot = 0, Role = "assistant", Calls = [call] }],
            Requirements =
            [
                new RequirementRecord
                {
                    RequirementId = requirement,
                    RunId = runId,
                    TeamId = "team",
                    MemberRunId = member,
                    MemberId = "sender",
                    MemberPath = ["team", "sender"],
                    Call = new CallReference(member, 1, 0),
                    Tool = call,
                    CreatedAt = at,
                },
            ],
        });
        await Store.PauseAsync(runId, member, [requirement], at);
        return requirement;
    }

    public Task EndAsync(string runId) =>
        Store.CommitAsync(new RunChange(runId, DateTimeOffset.UtcNow) { Run = new StatusPatch(RunStatus.Completed, "done") });

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers) await provider.DisposeAsync();
        await _database.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
