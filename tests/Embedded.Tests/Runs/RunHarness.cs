using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Hooks;
using DurableTeams.Models;
using DurableTeams.Runs.Activities;
using DurableTeams.Services;
using DurableTeams.Services.Decisions;
using DurableTeams.Sqlite.Engine.Activities;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;
using DurableTeams.Tools.Functions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>
/// The product in this process: the real engine and store on a directory of the test's own, models and tools the test makes.
/// </summary>
internal sealed class RunHarness : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durableteams-test-");
    private readonly List<RegisteredTool> _functions = [];
    private readonly List<RegisteredHook> _hooks = [];
    private readonly List<ICodeAgent> _agents = [];
    private Action<IServiceCollection> _configure = _ => { };
    private EngineTraits _traits = new() { BegunBefore = EmbeddedActivityContext.CountBegun };
    private TimeProvider _time = TimeProvider.System;
    private TeamDefinition[] _teams = [];
    private EmbeddedHost? _host;
    private CrashableEngine? _engine;

    public TestChat Chat { get; } = new();

    /// <summary>The teams as a program has them.</summary>
    public IDurableTeams Teams => _host!.Services.GetRequiredService<IDurableTeams>();

    public IServiceProvider Services => _host!.Services;

    public IRunStore Store => _host!.Services.GetRequiredService<IRunStore>();

    public RunHarness With(AIFunction function, Action<ToolOptions>? configure = null)
    {
        _functions.Add(new RegisteredTool(function, configure));
        return this;
    }

    /// <summary>A function in place of all others, as a deploy may bring it: for the next host.</summary>
    public void Instead(AIFunction function, Action<ToolOptions>? configure = null)
    {
        _functions.Clear();
        With(function, configure);
    }

    public RunHarness With(IHook hook)
    {
        _hooks.Add(new RegisteredHook(hook.GetType(), hook));
        return this;
    }

    public RunHarness With(Action<IServiceCollection> configure)
    {
        _configure += configure;
        return this;
    }

    public RunHarness With(ICodeAgent agent)
    {
        _agents.Add(agent);
        return this;
    }

    public RunHarness With(EngineTraits traits)
    {
        _traits = traits;
        return this;
    }

    /// <summary>Works on a clock that the test moves: until then nothing is due.</summary>
    public RunHarness With(FakeTimeProvider clock)
    {
        _time = clock;
        return this;
    }

    /// <summary>Has activities raise their events with another client.</summary>
    public void Use(DurableTaskClient client) => _host!.Services.GetRequiredService<EngineClient>().Use(client);

    /// <summary>Serves teams; runs are of the first, the others are those that its members are.</summary>
    public async Task<RunHarness> ServeAsync(params TeamDefinition[] teams)
    {
        if (_host is not null) await _host.DisposeAsync();
        _teams = teams;
        var set = new TeamSet();
        foreach (var team in teams) set.Add(team, new Findings(team.Id));
        _host = await EmbeddedHost.StartAsync(new HostSettings
        {
            TeamsDirectory = _directory.FullName,
            DataDirectory = Path.Combine(_directory.FullName, "data"),
            Address = new ListenAddress(System.Net.IPAddress.Loopback, 0, "127.0.0.1"),
            Teams = set.Pin(),
            ConfigureSqlite = options => options with { CreateEngine = parts => _engine = new CrashableEngine(parts) },
            ConfigureServices = services =>
            {
                services.AddSingleton<IChatClientFactory>(Chat);
                services.AddSingleton(_traits);
                services.AddSingleton(_time);
                foreach (var function in _functions) services.AddSingleton(function);
                foreach (var hook in _hooks) services.AddSingleton(hook);
                foreach (var agent in _agents) services.AddSingleton(agent);
                _configure(services);
            },
        });
        return this;
    }

    /// <summary>A new host on what the one before left behind.</summary>
    public Task<RunHarness> RestartAsync() => ServeAsync(_teams);

    /// <summary>A new host on what the one before left behind, which stops first.</summary>
    /// <param name="meanwhile">What happens while there is none.</param>
    public async Task RestartAsync(Action meanwhile)
    {
        await _host!.DisposeAsync();
        _host = null;
        meanwhile();
        await RestartAsync();
    }

    /// <summary>
    /// Ends the host as a crash does, and starts another on what was durable; what it did at that moment is lost.
    /// </summary>
    /// <param name="meanwhile">What happens before the other starts.</param>
    public async Task CrashAsync(Action? meanwhile = null)
    {
        await _engine!.CrashAsync();
        // What is left of it may wait for ever for what a dead engine does not answer.
        _ = _host!.DisposeAsync().AsTask();
        _host = null;
        meanwhile?.Invoke();
        await RestartAsync();
    }

    public async Task<string> StartAsync(string message, string? sessionId = null)
    {
        var runs = _host!.Services.GetRequiredService<RunService>();
        var run = await runs.StartAsync(
            _teams[0].Id, new StartRunRequest(message, sessionId, null, null), null, null, _host.Client);
        return run.RunId;
    }

    /// <summary>Waits until the run has ended or is paused.</summary>
    public async Task<RunView> RestAsync(string runId)
    {
        var runs = _host!.Services.GetRequiredService<RunService>();
        using var deadline = new CancellationTokenSource(Patience);
        var run = await runs.WaitAsync(await runs.GetAsync(runId), Patience, deadline.Token);
        Assert.True(RunService.HasEndedOrPaused(run), $"The run is still {run.Status} after {Patience}.");
        return await ViewAsync(runId);
    }

    public async Task<RunView> ViewAsync(string runId)
    {
        var run = await _host!.Services.GetRequiredService<RunService>().GetAsync(runId);
        return await _host.Services.GetRequiredService<RunViews>().RunAsync(run);
    }

    public async Task<RunView> RunAsync(string message, string? sessionId = null) =>
        await RestAsync(await StartAsync(message, sessionId));

    /// <summary>
    /// Starts a run on the test's clock. Once this agent's model is asked, which does not answer, so much time passes.
    /// </summary>
    public async Task<RunView> RunUntilAsync(string agent, TimeSpan passes, string? sessionId = null)
    {
        var runId = await StartAsync("Go", sessionId);
        await Wait.UntilAsync($"'{agent}' is asked", () => Chat.AskedOf(agent).Any());
        ((FakeTimeProvider)_time).Advance(passes);
        return await RestAsync(runId);
    }

    /// <summary>Waits until the run looks as the test wants it.</summary>
    public async Task<RunView> UntilAsync(string runId, Func<RunView, bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var after = 0L;
        while (true)
        {
            var view = await ViewAsync(runId);
            if (condition(view)) return view;
            // Not every change writes an event: a member that pauses while others work writes none.
            await Store.WaitForEventAsync(runId, after, TimeSpan.FromMilliseconds(100), deadline.Token);
            var events = await Store.ListEventsAsync(runId, after, 1000);
            if (events.Count > 0) after = events[^1].Sequence;
            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    public Task<RequirementRecord> DecideAsync(
        string requirementId, string decision, string? note = null, object? arguments = null) =>
        DecideAsync(new DecisionRequest(requirementId, decision)
        {
            Note = note,
            Arguments = arguments is null ? null : System.Text.Json.JsonSerializer.SerializeToElement(arguments),
            By = "tester",
        });

    public Task<RequirementRecord> DecideAsync(DecisionRequest decision) =>
        _host!.Services.GetRequiredService<ApprovalService>().ResolveAsync(decision, _host.Client);

    public async Task<TraceView> TraceAsync(string runId) => await _host!.Services.GetRequiredService<TraceViews>()
        .OfAsync(await _host.Services.GetRequiredService<RunService>().GetAsync(runId));

    /// <summary>What a team of the run negotiates over: the run's own, or the one of a member run.</summary>
    public async Task<SpecView> SpecAsync(string runId, string? memberRunId = null) =>
        await _host!.Services.GetRequiredService<SpecViews>()
            .OfAsync(await _host.Services.GetRequiredService<RunService>().GetAsync(runId), memberRunId);

    /// <summary>Approves whatever a run asks until it ends.</summary>
    public async Task<RunView> ApproveAllAsync(RunView run)
    {
        while (run.Status == RunStatus.Paused)
        {
            await DecideAsync(
                run.Requirements.First(asked => asked.Status == RequirementStatus.Pending).RequirementId, "approve");
            run = await RestAsync(run.RunId);
        }

        return run;
    }

    /// <summary>Decides several of one run at once, all or none.</summary>
    public Task<RunRecord> ContinueAsync(string runId, params DecisionRequest[] decisions) =>
        _host!.Services.GetRequiredService<ApprovalService>().ContinueAsync(runId, decisions, _host.Client);

    public async Task CancelAsync(string runId) =>
        await _host!.Services.GetRequiredService<RunService>().CancelAsync(runId, "enough", _host.Client);

    /// <summary>Retries a failed run, and waits until it rests again.</summary>
    public async Task<RunView> RetryAsync(string runId)
    {
        await RetryStartAsync(runId);
        return await RestAsync(runId);
    }

    /// <summary>Retries a failed run.</summary>
    public Task RetryStartAsync(string runId) =>
        _host!.Services.GetRequiredService<RetryService>().RetryAsync(runId, _host.Client);

    /// <summary>Forks a run, and waits until the fork rests.</summary>
    public async Task<RunView> ForkAsync(string runId, long? fromSequence = null, string? message = null)
    {
        var fork = await _host!.Services.GetRequiredService<ForkService>()
            .ForkAsync(runId, new ForkRequest(fromSequence, message), null, null, _host.Client);
        return await RestAsync(fork.RunId);
    }

    public Task DeleteSessionAsync(string sessionId) =>
        _host!.Services.GetRequiredService<SessionService>().DeleteAsync(sessionId, _host.Client);

    /// <summary>Waits until the run's orchestration has ended.</summary>
    public async Task EndAsync(string runId)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await _host!.Client.WaitForInstanceCompletionAsync(runId, deadline.Token);
    }

    /// <summary>The ids of the engine's instances.</summary>
    public async Task<IReadOnlyList<string>> InstancesAsync()
    {
        List<string> ids = [];
        await foreach (var instance in _host!.Client.GetAllInstancesAsync(new OrchestrationQuery())) ids.Add(instance.InstanceId);
        return ids;
    }

    public Task<SessionView> SessionAsync(string sessionId) =>
        _host!.Services.GetRequiredService<RunViews>().SessionAsync(sessionId);

    public async Task<IReadOnlyList<RunEvent>> EventsAsync(string runId, string type) =>
        [.. (await EventsAsync(runId)).Where(item => item.Type == type)];

    public async Task<IReadOnlyList<RunEvent>> EventsAsync(string runId) => await Store.ListEventsAsync(runId, 0, 1000);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
