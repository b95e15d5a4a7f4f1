using DurableTeams.Sqlite.Hosting;
using System.Net.Http.Json;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Engine;
using DurableTeams.Sqlite.Engine.Client;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Tests.Hosting.Idle;

/// <summary>A whole host on a clock that a test moves, with one member whose tool answers when the test says so.</summary>
internal sealed class IdleStage : IAsyncDisposable
{
    public static readonly IdleLimits Limits = new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("durableteams-idle-");
    private readonly TaskCompletionSource<string> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EmbeddedHost _host = null!;
    private ISqliteTeamEngine _engine = null!;
    private InstanceQueries _instances = null!;

    public FakeTimeProvider Time { get; } = new();

    public IdleWatch Watch { get; private set; } = null!;

    public IRunStore Store => _host.Services.GetRequiredService<IRunStore>();

    /// <summary>The tool was called.</summary>
    public Task Called => _called.Task.WaitAsync(EngineFixture.Patience);

    /// <summary>No activity runs, and a timer is set.</summary>
    public bool IsBetweenAttempts =>
        _engine.Outlook is { Busy.Count: 0, NextTimer: { } next } && next - Time.GetUtcNow() < TimeSpan.FromHours(1);

    public static async Task<IdleStage> OpenAsync(ToolDefinition tool, MemberFailurePolicy policy = MemberFailurePolicy.Fail)
    {
        var stage = new IdleStage();
        stage._host = await EmbeddedHost.StartAsync(stage.Settings(tool, policy));
        stage.Watch = stage._host.Services.GetRequiredService<IdleExit>().Watch(Limits);
        return stage;
    }

    public async Task<string> StartAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_host.Url + "/api/") };
        using var response = await http.PostAsJsonAsync("teams/idlers/runs", new { message = "Go." });
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runId").GetString()!;
    }

    public IdleWatch WatchWith(TimeSpan exit) => _host.Services.GetRequiredService<IdleExit>().Watch(Limits with { Exit = exit });

    public void Answer() => _answer.TrySetResult("done");

    public Task<RunRecord> UntilAsync(string runId, RunStatus status) => Wait.ForAsync(
        $"run {status}", async () => await Store.FindRunAsync(runId) is { } run && run.Status == status ? run : null);

    /// <summary>Waits until what a run did last is all written.</summary>
    public Task RestAsync() => Wait.UntilAsync(() => _instances.ListBusy().Count == 0);

    public async ValueTask DisposeAsync()
    {
        Answer();
        await _host.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private HostSettings Settings(ToolDefinition tool, MemberFailurePolicy policy) => new()
    {
        TeamsDirectory = "",
        DataDirectory = _data.FullName,
        Address = ListenAddress.TryParse("http://127.0.0.1:0", out var address, out _)
            ? address
            : throw new InvalidOperationException(),
        LogLevel = LogLevel.Critical,
        Teams = [Team(tool, policy)],
        ConfigureSqlite = options => options with
        {
            CreateEngine = parts =>
            {
                _instances = new InstanceQueries(parts.Database, JsonDataConverter.Default);
                return _engine = SqliteTeamEngine.Create(parts);
            },
        },
        ConfigureServices = services => services
            .AddSingleton<TimeProvider>(Time)
            .AddDurableTeams(teams => teams.AddTool(AIFunctionFactory.Create(CallAsync, "work", "Works"))),
    };

    private Task<string> CallAsync()
    {
        _called.TrySetResult();
        return _answer.Task;
    }

    private static PinnedTeam Team(ToolDefinition tool, MemberFailurePolicy policy) => TeamHash.Pin(new TeamDefinition
    {
        Id = "idlers",
        Name = "Idlers",
        Mode = TeamMode.Coordinate,
        Model = "scripted",
        OnMemberFailure = policy,
        Limits = new LimitsDefinition { MemberTimeout = TimeSpan.FromDays(7), TeamTimeout = TimeSpan.FromDays(7) },
        Retry = new RetryDefinition { Tool = new RetrySetting(2, TimeSpan.FromHours(1)) },
        Models = new(StringComparer.Ordinal)
        {
            ["scripted"] = new ModelDefinition
            {
                Provider = "scripted",
                Script =
                [
                    new ScriptedTurn
                    {
                        Agent = "leader",
                        Turn = 1,
                        Calls =
                        [
                            new ScriptedCall("delegate_task_to_member", new() { ["member_id"] = "idler", ["task"] = "Work." })
                        ]
                    },
                    new ScriptedTurn { Agent = "leader", Turn = 2, Text = "The leader is done." },
                    new ScriptedTurn { Agent = "idler", Turn = 1, Calls = [new ScriptedCall("work")] },
                    new ScriptedTurn { Agent = "idler", Turn = 2, Text = "Worked." },
                ],
            },
        },
        Members = [new MemberDefinition { Id = "idler", Model = "scripted", Tools = ["work"] }],
        Tools = new(StringComparer.Ordinal) { ["work"] = tool },
    });
}
