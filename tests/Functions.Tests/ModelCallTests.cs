using DurableTeams.AzureTables.RunStore;
using DurableTeams.Azurite;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Models;
using DurableTeams.Runs.Activities;
using DurableTeams.Sqlite.Engine.Activities;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Functions.Tests;

/// <summary>Turns that this process takes of a run that another one works on too, each with what it remembers of it.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class ModelCallTests : IAsyncLifetime, IDisposable
{
    private static readonly PinnedTeam Team = TeamHash.Pin(new TeamDefinition
    {
        Id = "team",
        Name = "Team",
        Mode = TeamMode.Coordinate,
        Model = "test",
        Models = { ["test"] = new ModelDefinition { Provider = "scripted" } },
        History = new HistoryDefinition { Scope = HistoryScope.None },
        Members = [.. new[] { "one", "two" }.Select(id => new MemberDefinition { Id = id, Role = "Works", Model = "test" })],
    });

    private static readonly AgentRef Leader = new("r1.0", "team", "s", Team.Version);
    private static readonly AgentRef Member = new(
        "r1.1", "team", "s", Team.Version, "one", new Brief { Call = new CallReference("r1.0", 1, 0) }, Spawn: 1);

    private readonly AzuriteFixture _azurite;
    private readonly string _prefix = "T" + Guid.NewGuid().ToString("N");
    private readonly FakeTimeProvider _clock = new();
    private readonly Models _hereModels = new(), _thereModels = new();
    private readonly TableRunStore _hereStore, _thereStore;
    private readonly ServiceProvider _here, _there;

    public ModelCallTests(AzuriteFixture azurite)
    {
        _azurite = azurite;
        (_hereStore, _thereStore) = (Open(), Open());
        (_here, _there) = (Build(_hereStore, _hereModels), Build(_thereStore, _thereModels));
    }

    public async Task InitializeAsync()
    {
        await _hereStore.CreateRunAsync(
            TestRun.Of("r1", team: "team", session: "s") with { DefinitionVersion = Team.Version }, null);
        await _hereStore.CommitAsync(
            TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Running), Started = [TestMemberRun.Of("r1", 0)] });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [AzuriteFact]
    public async Task Turn_RecordedElsewhereWhileTheModelIsAsked_IsWhatWasRecorded()
    {
        _thereModels.Answer = () => Delegate("two");
        _hereModels.Answer = () =>
        {
            TakeAsync(_there, Leader, 1).GetAwaiter().GetResult();
            return Delegate("one");
        };

        var result = await TakeAsync(_here, Leader, 1);

        Assert.Equal("two", Assert.Single(result.Calls!).MemberId);
        var recorded = Assert.Single(await _thereStore.ListRunMessagesAsync("r1"), message => message.Role == "assistant");
        Assert.Equal("two", recorded.Calls![0].Arguments.GetProperty("member_id").GetString());
        Assert.Single(await _thereStore.ListEventsAsync("r1", 0, 10), item => item.Type == RunEventTypes.ModelCallCompleted);
    }

    [AzuriteFact]
    public async Task Turn_RecordedHere_IsNotAskedForAgain()
    {
        _hereModels.Answer = () => Delegate("one");
        await TakeAsync(_here, Leader, 1);

        var again = await TakeAsync(_here, Leader, 1);

        Assert.Equal("one", Assert.Single(again.Calls!).MemberId);
        Assert.Equal(1, _hereModels.Calls);
    }

    [AzuriteFact]
    public async Task Turn_RecordedElsewhereAndGivenToThisProcessAfterThatDied_IsNotAskedForAgain()
    {
        _thereModels.Answer = () => Delegate("two");
        await TakeAsync(_there, Leader, 1);
        _clock.Advance(ActivityRetries.Shortest);

        var result = await TakeAsync(_here, Leader, 1);

        Assert.Equal("two", Assert.Single(result.Calls!).MemberId);
        Assert.Equal(0, _hereModels.Calls);
    }

    [AzuriteFact]
    public async Task Turns_TakenInTurnsByBoth_EachSeesAllBefore()
    {
        _thereModels.Answer = () => Delegate("one");
        await TakeAsync(_there, Leader, 1);
        await _hereStore.CommitAsync(TestChange.To("r1", 2) with { Started = [TestMemberRun.Of("r1", 1, parent: 0)] });
        _hereModels.Answer = () => new TextContent("Nothing yet.");
        await TakeAsync(_here, Member, 1);
        Assert.Contains("Work, one", _hereModels.Seen, StringComparison.Ordinal);
        _thereModels.Answer = () => new TextContent("All done.");

        var last = await TakeAsync(_there, Leader, 2, new CallAnswer(0, "r1.1"));

        Assert.True(last.Final);
        Assert.Contains("Nothing yet.", _thereModels.Seen, StringComparison.Ordinal);
        Assert.Contains("What is new?", _thereModels.Seen, StringComparison.Ordinal);
        Assert.Equal((RunStatus.Completed, "All done."), ((await _hereStore.FindRunAsync(
            "r1"))!.Status, (await _hereStore.FindRunAsync("r1"))!.Output));
    }

    private static FunctionCallContent Delegate(string member) =>
        new("c-" + member, "delegate_task_to_member", new Dictionary<string, object?>
        {
            ["member_id"] = member,
            ["task"] = "Work, " + member
        });

    private static Task<ModelCallResult> TakeAsync(
        ServiceProvider process, AgentRef memberRun, int turn, params CallAnswer[] answers) =>
        process.GetRequiredService<ModelCallActivity>().RunAsync(
            new EmbeddedActivityContext("ModelCall", memberRun.MemberRunId, null),
            new ModelCallInput(memberRun, turn, Usage.None, answers));

    private TableRunStore Open() =>
        new(new TableRunStoreOptions
        {
            ConnectionString = _azurite.Server.ConnectionString,
            TablePrefix = _prefix,
            Time = _clock
        });

    private static ServiceProvider Build(TableRunStore store, Models models) => new ServiceCollection()
        .AddLogging()
        .AddDurableTeams(_ => { })
        .AddSingleton<IRunStore>(store)
        .AddSingleton<ITeamCatalog>(new TeamCatalog([Team], store))
        .AddSingleton<IChatClients>(models)
        .BuildServiceProvider();

    /// <summary>A model that answers as it is told to, and keeps what it was asked.</summary>
    private sealed class Models : IChatClient, IChatClients
    {
        public Func<AIContent> Answer { get; set; } = () => throw new InvalidOperationException("Nobody expected a question.");

        public int Calls { get; private set; }

        public string Seen { get; private set; } = "";

        public IChatClient Get(ModelDefinition model) => this;

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            Seen = string.Join('\n', messages.SelectMany(message => message.Contents).Select(content => content switch
            {
                TextContent text => text.Text,
                FunctionResultContent result => result.Result?.ToString(),
                _ => null,
            }));
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [Answer()])));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("This model does not stream.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
