using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;

namespace DurableTeams.Orchestrations.Tests.Definitions;

public sealed class TeamBuilderTests : IDisposable
{
    private static readonly ModelDefinition Model = new() { Provider = "openai", Model = "gpt-4o-mini" };
    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Build_SameTeamAsFile_HasTheSameHash()
    {
        _directory.Environment["KEY"] = _directory.Environment["TG"] = "set";
        _directory.Write(
            "newsroom.script.yaml",
            "turns:\n  - { agent: leader, turn: 1, text: Hi, delay: 1s }\n").Write("newsroom.yaml", """
            id: newsroom
            name: Newsroom
            description: Sends the news
            mode: coordinate
            model: leader
            instructions: You lead.
            models:
              leader: { provider: openai, model: gpt-4o-mini, apiKey: "${KEY}", temperature: 0.0 }
              scripted: { provider: scripted, script: newsroom.script.yaml }
            limits: { maxSteps: 5, teamTimeout: 2m }
            retry: { tool: { attempts: 3, backoff: 1s } }
            onMemberFailure: tell-leader
            history: { scope: none }
            state: { audience: engineers, n: 1 }
            stateInPrompt: true
            members:
              - { id: researcher, role: Finds facts, tools: [weather, docs] }
              - { id: sender, name: Sender, instructions: Send., model: scripted, tools: [send] }
            tools:
              send:
                description: Sends
                parameters: { required: [text], type: object, properties: { text: { type: string } } }
                http: { method: PUT, url: "https://api.example/send", headers: { authorization: "Bearer ${TG}" } }
                approval: confirmation
                approve: { allowEdit: true }
                timeout: 60s
              weather: {}
              docs: { mcp: { url: "https://mcp.example/mcp", headers: { Authorization: "Bearer ${TG}" }, gated: [drop] } }
            """);

        var built = Team.Create("newsroom").Named("Newsroom").Description("Sends the news").Coordinate("leader")
            .Instructions("You lead.")
                .Model("scripted", new ModelDefinition
                {
                    Provider = "scripted",
                    Script = [new ScriptedTurn { Agent = "leader", Turn = 1, Text = "Hi", Delay = TimeSpan.FromSeconds(1) }]
                })
                .Model("leader", Model with { ApiKey = "${KEY}", Temperature = 0 })
                .Limits(l => l with { MaxSteps = 5, TeamTimeout = TimeSpan.FromSeconds(120) })
                .Retry(r => r with { Tool = new RetrySetting(3, TimeSpan.FromSeconds(1)) })
                .OnMemberFailure(MemberFailurePolicy.TellLeader).History(HistoryScope.None)
                .State(new JsonObject { ["n"] = 1, ["audience"] = "engineers" }, inPrompt: true)
                .Member("researcher", m => m.Role("Finds facts").Tools("weather", "docs"))
                .Member("sender", m => m.Named("Sender").Instructions("Send.").Model("scripted").Tools("send"))
                .Tool("weather")
                .Tool("docs", t => t.Mcp("https://mcp.example/mcp", "drop").Header("Authorization", "Bearer ${TG}"))
                .Tool("send", t => t.Description("Sends")
                    .Parameters("""{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""")
                        .Http("PUT", "https://api.example/send").Header("authorization", "Bearer ${TG}")
                        .Confirmation(allowEdit: true).Timeout(TimeSpan.FromMinutes(1)))
                .Build(_directory.Functions, _directory.Environment);

        Assert.Equal(Assert.Single(_directory.Load()).Version, TeamHash.Compute(built));
    }

    [Fact]
    public void Build_EverythingWrong_SaysAllWithTheReasonsOfFiles()
    {
        var errors = Assert.Throws<DefinitionException>(() => Team.Create("Crew").Coordinate("mian").Model("main", Model)
            .Model("main", Model)
                .Member("worker", m => m.Tools("sned")).Member("worker")
                    .Limits(l => l with { MaxSteps = 0, MemberTimeout = TimeSpan.FromTicks(15_001) })
                    .Tool("send", t => t.Description("Sends").Get("nowhere"))
                    .Build(chatClients: new HashSet<string>())).Errors;

        Assert.Equal(
            [
                "Crew: 'id' is 'Crew'; write 1 to 64 characters of a-z, 0-9 and -",
                "Crew: 'maxSteps' must be at least 1",
                "Crew: 'memberTimeout' must be whole milliseconds",
                "Crew: 'url' must be an absolute http or https address; it is 'nowhere'",
                "Crew: duplicate key 'main' in models",
                "Crew: duplicate member id 'worker'; each member needs its own",
                "Crew: there is no model 'mian' in models; did you mean 'main'?",
                "Crew: there is no tool 'sned' in tools, nor a registered function; did you mean 'send'?",
            ],
            errors.Select(e => e.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Build_NoMode_SaysSo() =>
        Assert.Equal(["'mode' is missing; call Coordinate or another mode"], Assert.Throws<DefinitionException>(() =>
            Team.Create("crew").Model("main", Model).Member("a", m => m.Model("main")).Build()).Errors.Select(e => e.Reason));

    [Fact]
    public void Build_VariableNotSet_SaysSoWhereTheEnvironmentIsKnown()
    {
        var team = Team.Create("crew").Coordinate(Model with { ApiKey = "${KEY}" }).Member("worker");

        Assert.Equal("${KEY}", team.Build().Models["leader"].ApiKey);
        Assert.Equal(
            "the environment variable KEY is not set; set it, or remove ${KEY}",
            Assert.Single(Assert.Throws<DefinitionException>(() => team.Build(null, _directory.Environment)).Errors).Reason);
    }

    [Fact]
    public void Build_StateChangedAfterwards_StaysAsItWas()
    {
        var state = new JsonObject { ["a"] = 1 };
        var team = Team.Create("crew").Coordinate(Model).Member("worker").State(state);
        state["a"] = 2;

        Assert.Equal("""{"a":1}""", team.Build().State!.ToJsonString());
    }
}
