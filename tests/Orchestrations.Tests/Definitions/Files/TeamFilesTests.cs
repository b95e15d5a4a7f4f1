using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Modes;

namespace DurableTeams.Orchestrations.Tests.Definitions.Files;

public sealed class TeamFilesTests : IDisposable
{
    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_EveryKey_ReadsEveryValue()
    {
        _directory.Environment["KEY"] = "s3cret";
        _directory.Environment["BASE"] = "https://models.example/v1";
        _directory.Environment["TG"] = "t0ken";
        _directory.Write("newsroom.script.yaml", TeamDirectory.Script).Write("newsroom.yaml", """
            id: newsroom
            name: Newsroom
            description: Finds, writes and sends the news
            mode: coordinate
            model: leader
            instructions: You lead the newsroom.
            models:
              leader: { provider: openai, model: gpt-4o-mini, endpoint: "${BASE}", apiKey: "${KEY}", temperature: 0.5,
                maxOutputTokens: 900 }
              scripted: { provider: scripted, script: newsroom.script.yaml }
            limits: { maxSteps: 5, maxHandoffs: 3, memberTimeout: 1m, teamTimeout: 5m, maxTokens: 9000000000, maxParallel: 2 }
            retry: { model: { attempts: 4, backoff: 500ms }, tool: { attempts: 2, backoff: 2s } }
            onMemberFailure: tell-leader
            history: { scope: team, turns: 3 }
            state: { audience: engineers, n: [1, 2.5, true, null, "7"] }
            stateInPrompt: true
            members:
              - id: researcher
                name: The researcher
                role: Finds facts
                instructions: Answer with sources.
                model: scripted
                tools: [search, weather]
              - id: telegram-agent
                tools: [send_message]
            tools:
              search:
                description: Searches the archive
                parameters: { type: object, properties: { q: { type: string } }, required: [q] }
                http: { method: GET, url: "https://archive.example/search" }
              send_message:
                description: Sends
                http: { url: "https://api.example/send", headers: { Authorization: "Bearer ${TG}" } }
                approval: confirmation
                approve: { allowEdit: true }
                timeout: 10s
              weather:
            """);

        var team = Assert.Single(_directory.Load()).Definition;

        Assert.Equal(("newsroom", "Newsroom", TeamMode.Coordinate, "leader"), (team.Id, team.Name, team.Mode, team.Model));
        Assert.Equal("${KEY}", team.Models["leader"].ApiKey);
        Assert.Equal((0.5, 900), (team.Models["leader"].Temperature!.Value, team.Models["leader"].MaxOutputTokens!.Value));
        Assert.Equal("Hello", Assert.Single(team.Models["scripted"].Script!).Text);
        Assert.Equal(new LimitsDefinition
        {
            MaxSteps = 5,
            MaxHandoffs = 3,
            MemberTimeout = TimeSpan.FromMinutes(1),
            TeamTimeout = TimeSpan.FromMinutes(5),
            MaxTokens = 9_000_000_000,
            MaxParallel = 2
        }, team.Limits);
        Assert.Equal(new RetryDefinition
        {
            Model = new(4, TimeSpan.FromMilliseconds(500)),
            Tool = new(2, TimeSpan.FromSeconds(2))
        }, team.Retry);
        Assert.Equal(MemberFailurePolicy.TellLeader, team.OnMemberFailure);
        Assert.Equal(new HistoryDefinition { Scope = HistoryScope.Team, Turns = 3 }, team.History);
        Assert.Equal("""{"audience":"engineers","n":[1,2.5,true,null,"7"]}""", team.State!.ToJsonString());
        Assert.True(team.StateInPrompt);
        Assert.Equal(["search", "weather"], team.Members[0].Tools);
        Assert.Equal(("scripted", "leader"), (team.Members[0].Model, team.Members[1].Model));
        var tool = team.Tools["send_message"];
        Assert.Equal((ApprovalKind.Confirmation, true, true, TimeSpan.FromSeconds(
            10), "POST"), (tool.Approval, tool.Approve.AllowEdit, tool.Repeatable, tool.Timeout, tool.Http!.Method));
        Assert.Equal("Bearer ${TG}", tool.Http.Headers["authorization"]);
        Assert.Null(team.Tools["weather"].Http);
    }

    [Fact]
    public void Load_SilentFile_HasTheDefaults()
    {
        var team = Assert.Single(_directory.Write("crew.yml", TeamDirectory.Minimal).Load()).Definition;

        Assert.Equal("crew", team.Name);
        Assert.Equal(new LimitsDefinition(), team.Limits);
        Assert.Equal(new RetryDefinition(), team.Retry);
        Assert.Equal(new HistoryDefinition(), team.History);
        Assert.Null(team.State);
        Assert.Equal("main", Assert.Single(team.Members).Model);
    }

    [Fact]
    public void Load_Json_IsTheSameTeam()
    {
        var yaml = Assert.Single(_directory.Write("crew.yaml", TeamDirectory.Minimal).Load());
        File.Delete(Path.Combine(_directory.Path, "crew.yaml"));

        var json = Assert.Single(_directory.Write("crew.json", """
            {
            	"members": [ { "id": "worker" } ],
            	"mode": "coordinate", "model": "main", "id": "crew", "name": null,
            	"models": { "main": { "model": "gpt-4o-mini", "provider": "openai" } }
            }
            """).Load());

        Assert.Equal(yaml.Version, json.Version);
    }

    [Fact]
    public void Load_SeveralFiles_AreOrderedByIdAndIgnoreWhatIsNoTeam()
    {
        _directory.Write("1.yaml", TeamDirectory.Minimal.Replace("crew", "zebra", StringComparison.Ordinal))
            .Write("2.yaml", TeamDirectory.Minimal)
            .Write("x.script.yaml", "not: a team").Write("notes.txt", "nothing").Write(".hidden.yaml", "not: a team")
                .Write("team.yaml.sample", "not: a team");

        Assert.Equal(["crew", "zebra"], _directory.Load().Select(t => t.Definition.Id));
    }

    [Fact]
    public void Load_AnchorsAndMerges_AreResolved()
    {
        _directory.Write("crew.yaml", """
            id: crew
            mode: coordinate
            model: main
            models:
              main: &base { provider: openai, model: gpt-4o-mini, temperature: 0 }
              warm: { <<: *base, temperature: 1 }
            members: [{ id: worker, model: warm }]
            """);

        var models = Assert.Single(_directory.Load()).Definition.Models;

        Assert.Equal(models["main"] with { Temperature = 1 }, models["warm"]);
    }

    [Fact]
    public void Load_SeveralBadFiles_ReportsEverythingAtOnce()
    {
        _directory.Write("a.yaml", "id: crew\nmode: coordinate\nmodell: main\nmembers: [{ id: Worker }]\n")
            .Write("b.yaml", "id: [\n")
            .Write("c.yaml", TeamDirectory.Minimal.Replace(
                "provider: openai, model: gpt-4o-mini", "provider: scripted, script: c.script.yaml", StringComparison.Ordinal))
            .Write("c.script.yaml", "turns:\n  - agent: leader\n  - text: Hi\n    delay: soon\n")
            .Write("d.yaml", TeamDirectory.Minimal.Replace("worker", "${NAME}", StringComparison.Ordinal));

        var errors = _directory.Errors().Select(e => e.ToString()).ToList();

        Assert.Contains("a.yaml:3: unknown key 'modell'; did you mean 'model'?", errors);
        Assert.Contains("a.yaml:1: mode 'coordinate' needs a leader; write 'model:' with the name of one of models", errors);
        Assert.Contains("a.yaml:4: 'id' is 'Worker'; write 1 to 64 characters of a-z, 0-9 and -", errors);
        Assert.Contains("a.yaml:4: 'model' is missing; write the name of one of models, here or for the whole team", errors);
        Assert.Single(errors, e => e.StartsWith("b.yaml:1: does not parse: ", StringComparison.Ordinal));
        Assert.Contains("c.script.yaml:4: 'delay' must be a whole number and a unit: 500ms, 30s, 10m, 24h, 7d", errors);
        Assert.Contains("c.yaml:1: team id 'crew' is used already in " + Path.Combine(
            _directory.Path, "a.yaml") + ":1; each team needs its own", errors);
        Assert.Contains("d.yaml:7: the environment variable NAME is not set; set it, or remove ${NAME}", errors);
        Assert.Equal(errors.OrderBy(e => e.Split(": ")[0], StringComparer.Ordinal), errors);
    }

    [Fact]
    public void Load_MissingDirectory_SaysSo()
    {
        var error = Assert.Single(
            Assert.Throws<DefinitionException>(() => TeamFiles.Load(
                "/nowhere/at/all", _directory.Environment, _directory.Functions)).Errors);

        Assert.Equal(
            "/nowhere/at/all: there is no such directory; make it, and put a team file (*.yaml, *.yml, *.json) in it",
            error.ToString());
    }

    [Fact]
    public void Load_EmptyDirectory_SaysSo()
    {
        _directory.Write("only.script.yaml", TeamDirectory.Script);

        Assert.Equal("holds no team file (*.yaml, *.yml, *.json); put one in it", Assert.Single(_directory.Errors()).Reason);
    }

    [Fact]
    public void Load_FileOverOneMebibyte_IsRefused()
    {
        _directory.Write("big.yaml", TeamDirectory.Minimal + "\n#" + new string('x', 1024 * 1024));

        Assert.Equal(new DefinitionError("big.yaml", 0, "is over 1 MiB, the most a definition file may have"), Assert.Single(
            _directory.Errors()));
    }

    [Fact]
    public void Load_NotUtf8_IsRefused()
    {
        File.WriteAllBytes(Path.Combine(_directory.Path, "latin.yaml"), [.. "id: caf"u8, 0xE9]);

        Assert.Equal(
            new DefinitionError("latin.yaml", 0, "is not UTF-8 text; save it as UTF-8"), Assert.Single(_directory.Errors()));
    }

    [Theory]
    [InlineData(100, "nested deeper than 40 levels")]
    [InlineData(400_000, "nested deeper than 40 levels")]
    public void Load_DeepNesting_IsRefused(int levels, string reason)
    {
        _directory.Write("deep.yaml", "state: " + new string('[', levels));

        Assert.Equal("does not parse: " + reason, Assert.Single(_directory.Errors()).Reason);
    }

    [Fact]
    public void Load_AliasBomb_IsRefused()
    {
        var lines = new List<string> { "state:", "  a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]" };
        for (var i = 1; i < 12; i++) lines.Add($"  a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]");
        _directory.Write("bomb.yaml", string.Join('\n', lines));

        Assert.Equal(
            "does not parse: its anchors and aliases expand to more than 2 MiB", Assert.Single(_directory.Errors()).Reason);
    }

    [Fact]
    public void Load_AnchorWithinItself_IsRefused()
    {
        _directory.Write("loop.yaml", "state: &s { again: *s }");

        Assert.Equal(new DefinitionError(
            "loop.yaml", 1, "does not parse: there is no anchor '&s' before this alias"), Assert.Single(_directory.Errors()));
    }

    [Fact]
    public void Load_Samples_ShowEveryModeAndNeedNoEnvironment()
    {
        var teams = TeamFiles.Load(SamplesDirectory.Find(), _directory.Environment, new HashSet<string>());

        Assert.Equal(KnownModes.Words.Keys.Order(), teams.Select(t => t.Definition.Mode.Name).Distinct().Order());
        Assert.All(teams.SelectMany(t => t.Definition.Models.Values), model => Assert.Equal("scripted", model.Provider));
    }

    [Fact]
    public void Load_OpenAISample_NeedsItsVariablesOnly()
    {
        _directory.Write(
            "assistant.yaml", File.ReadAllText(Path.Combine(SamplesDirectory.Find(), "assistant.openai.yaml.sample")));

        Assert.Equal(
            [
                "the environment variable OPENAI_API_KEY is not set; set it, or remove ${OPENAI_API_KEY}",
                "the environment variable OPENAI_BASE_URL is not set; set it, or remove ${OPENAI_BASE_URL}"
            ],
            _directory.Errors().Select(e => e.Reason).Order(StringComparer.Ordinal));

        _directory.Environment["OPENAI_API_KEY"] = "k";
        _directory.Environment["OPENAI_BASE_URL"] = "http://127.0.0.1:11434/v1";
        Assert.Single(_directory.Load());
    }

    [Fact]
    public void Load_ProviderOfOnesOwn_ChecksItsSettingsItself()
    {
        _directory.Providers.Add(new OwnProvider());
        _directory.Write(
            "crew.yaml", TeamDirectory.Minimal.Replace("provider: openai,", "provider: mine,", StringComparison.Ordinal));
        Assert.Single(_directory.Load());

        _directory.Write("crew.yaml", TeamDirectory.Minimal.Replace(
            "provider: openai,", "provider: mine, apiKey: k,", StringComparison.Ordinal));
        Assert.Equal("'apiKey' is not for provider mine", Assert.Single(_directory.Errors()).Reason);

        _directory.Write(
            "crew.yaml", TeamDirectory.Minimal.Replace("provider: openai,", "provider: mime,", StringComparison.Ordinal));
        Assert.Equal("unknown provider 'mime'; did you mean 'mine'?", Assert.Single(_directory.Errors()).Reason);
    }

    [Fact]
    public void Load_ProvidersOfOneName_AsksTheLast()
    {
        _directory.Providers.Insert(0, new OwnProvider("openai"));
        _directory.Write("crew.yaml", TeamDirectory.Minimal.Replace(
            "provider: openai,", "provider: openai, apiKey: k,", StringComparison.Ordinal));
        Assert.Single(_directory.Load());
    }

    private sealed class OwnProvider(string name = "mine") : IModelProvider
    {
        public string Provider => name;

        public void Check(ModelDefinition model, Action<string, string> report)
        {
            if (model.ApiKey is not null) report("apiKey", $"'apiKey' is not for provider {name}");
        }
    }
}
