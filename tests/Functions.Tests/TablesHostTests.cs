using DurableTeams.Azurite;
using DurableTeams.Bench;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Models;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace DurableTeams.Functions.Tests;

/// <summary>Whole runs in tables.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class TablesHostTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    // Eleven changes of the run, three for making it, one for what its session remembers.
    private const int MostPerTeam3Run = 15;
    private const int Measured = 5;

    [AzuriteFact]
    public async Task Run_GatedToolAndTheHostStartedAgain_CallsTheToolOnce()
    {
        var sent = new List<string>();
        var tool = AIFunctionFactory.Create(
            (string text) =>
            {
                lock (sent) sent.Add(text);
                return "sent";
            },
            "send_message");
        using var models = new GatedChatClient();
        await using var host = new TablesHost(azurite.Server, TeamHash.Pin(Gated), services =>
        {
            services.AddSingleton<IChatClients>(models);
            services.AddDurableTeams(teams => teams.AddTool(new ApprovalRequiredAIFunction(tool)));
        });
        await host.StartAsync();
        var run = await host.RunAsync("Tell them");
        await host.UntilAsync(run.RunId, RunStatus.Paused);
        var asked = Assert.Single(
            (await host.Store.ListRequirementsAsync(new RequirementQuery(RequirementStatus.Pending))).Items);
        Assert.Empty(sent);

        await host.StartAsync();
        await host.ApproveAsync(asked.RequirementId);
        var ended = await host.UntilAsync(run.RunId, RunStatus.Completed);
        await host.StartAsync();

        Assert.Equal("All told.", ended.Output);
        Assert.Equal(["hi"], sent);
        Assert.Equal(RunStatus.Completed, (await host.Store.FindRunAsync(run.RunId))!.Status);
        Assert.Empty(await host.Store.ListUndeliveredDecisionsAsync());
        Assert.Empty(await host.Store.ListUndeliveredRunsAsync());
    }

    [AzuriteFact]
    public async Task Run_Team3_AsksTheStorageNoMoreThanMeasured()
    {
        using var models = new Team3ChatClient();
        await using var host = new TablesHost(
            azurite.Server, TeamHash.Pin(Team3), services => services.AddSingleton<IChatClients>(models), new FakeTimeProvider());
        await host.StartAsync();
        await CountAsync(host);

        var counts = new List<int>();
        for (var i = 0; i < Measured; i++) counts.Add(await CountAsync(host));

        output.WriteLine($"Storage transactions per Team3 run: {string.Join(' ', counts)}");
        output.WriteLine(string.Join(", ", host.Requests.Seen.CountBy(what => what).Select(pair => $"{pair.Value} {pair.Key}")));
        Assert.All(counts, count => Assert.InRange(count, 1, MostPerTeam3Run));
    }

    /// <summary>How much one run asked, without what the test itself asks to see it end.</summary>
    private static async Task<int> CountAsync(TablesHost host)
    {
        host.Requests.Clear();
        var run = await host.RunAsync(new string('m', 200));
        await host.EndedAsync(run.RunId);
        return host.Requests.Seen.Count;
    }

    private static TeamDefinition Team3 { get; } = new()
    {
        Id = "team3",
        Name = "Team3",
        Mode = TeamMode.Coordinate,
        Model = "instant",
        Models = { ["instant"] = new ModelDefinition { Provider = "scripted" } },
        History = new HistoryDefinition { Scope = HistoryScope.None },
        Members = [.. Team3ChatClient.Members.Select(id => new MemberDefinition { Id = id, Role = "Works", Model = "instant" })],
    };

    private static TeamDefinition Gated { get; } = new()
    {
        Id = "gated",
        Name = "Gated",
        Mode = TeamMode.Coordinate,
        Model = "scripted",
        Models = { ["scripted"] = new ModelDefinition { Provider = "scripted" } },
        Members = [new MemberDefinition { Id = "sender", Role = "Sends", Model = "scripted", Tools = ["send_message"] }],
    };

    /// <summary>A leader that delegates once, a member that sends once.</summary>
    private sealed class GatedChatClient : IChatClient, IChatClients
    {
        public IChatClient Get(ModelDefinition model) => this;

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var properties = options!.AdditionalProperties!;
            AIContent content = (properties[ChatRequestProperties.Agent], (int)properties[ChatRequestProperties.Turn]!) switch
            {
                ("leader", 1) => new FunctionCallContent("c1", "delegate_task_to_member", new Dictionary<string, object?>
                {
                    ["member_id"] = "sender",
                    ["task"] = "Send hi"
                }),
                ("leader", _) => new TextContent("All told."),
                (_, 1) => new FunctionCallContent("c2", "send_message", new Dictionary<string, object?> { ["text"] = "hi" }),
                _ => new TextContent("Sent."),
            };
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content])));
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
