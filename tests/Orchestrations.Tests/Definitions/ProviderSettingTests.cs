using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Models;
using DurableTeams.Orchestrations.Tests.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>A provider of one's own says which keys its models have in a team file.</summary>
public sealed class ProviderSettingTests : IDisposable
{
    private const string File = """
        id: crew
        mode: coordinate
        model: main
        models:
          main: { provider: acme, model: m1, region: "${REGION}", pin: "${PIN}", retries: 2, strict: true, hosts: [a, b] }
        members: [{ id: worker }]
        """;

    private readonly TeamDirectory _directory = new();

    public ProviderSettingTests()
    {
        _directory.Providers.Add(new Acme());
        _directory.Environment["REGION"] = "eu-west-north";
        _directory.Environment["PIN"] = "12345678";
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_OwnKeys_AreKeptAsTheBuilderKeepsThem()
    {
        var team = Assert.Single(_directory.Write("crew.yaml", File).Load());

        var settings = team.Definition.Models["main"].Settings!;
        Assert.Equal(
            """{"region":"${REGION}","pin":"${PIN}","retries":2,"strict":true,"hosts":["a","b"]}""",
            settings.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder
                .UnsafeRelaxedJsonEscaping }));
        var built = Team.Create("crew").Coordinate("main").Member("worker").Model("main", new ModelDefinition
        {
            Provider = "acme",
            Model = "m1",
            Settings = new JsonObject
            {
                ["hosts"] = new JsonArray("a", "b"),
                ["pin"] = "${PIN}",
                ["region"] = "${REGION}",
                ["strict"] = true,
                ["retries"] = 2,
            },
        }).Build(environment: _directory.Environment, providers: _directory.Providers);
        Assert.Equal(team.Version, TeamHash.Compute(built));
        Assert.Equal(team.Version, TeamHash.Compute(DefinitionJson.Deserialize(DefinitionJson.Serialize(built))));
    }

    [Theory]
    [InlineData("retries: 2", "retrys: 2", "unknown key 'retrys'; did you mean 'retries'?")]
    [InlineData("retries: 2", "retries: two", "'retries' must be a number, without quotes: how often to try")]
    [InlineData("strict: true", "strict: \"true\"", "'strict' must be true or false, without quotes: whether to be strict")]
    [InlineData("hosts: [a, b]", "hosts: a", "'hosts' must be a list of texts: the hosts")]
    [InlineData("region: \"${REGION}\", ", "", "'region' is missing; write the region, such as eu-west")]
    [InlineData("region: \"${REGION}\"", "region: 7", "'region' must be text, in quotes: the region, such as eu-west")]
    [InlineData(
        "pin: \"${PIN}\"", "pin: \"12345678\"", "'pin' is a secret: write it as ${NAME}, and set that environment variable")]
    [InlineData("provider: acme", "provider: openai", "unknown key 'region'; valid here: ")]
    public void Load_WrongKeys_SayWhatToWrite(string right, string wrong, string reason)
    {
        var errors = _directory.Write("crew.yaml", File.Replace(right, wrong)).Errors();

        Assert.StartsWith(reason, errors[0].Reason, StringComparison.Ordinal);
        Assert.All(errors, error => Assert.Equal(5, error.Line));
    }

    [Fact]
    public void Build_WrongSettings_HaveTheReasonsOfFiles()
    {
        var model = new ModelDefinition { Provider = "acme", Settings = new JsonObject { ["regoin"] = "eu", ["retries"] = "2" } };

        var errors = Assert.Throws<DefinitionException>(() => Team.Create("crew").Coordinate("main").Member("worker")
            .Model("main", model).Build(providers: _directory.Providers)).Errors;

        Assert.Equal(
            [
                "'region' is missing; write the region, such as eu-west",
                "'retries' must be a number, without quotes: how often to try",
                "unknown key 'regoin'; did you mean 'region'?",
            ],
            errors.Select(error => error.Reason).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Stored_CredentialOrAddressWithOne_IsLeftOut()
    {
        var literal = new ModelDefinition
        {
            Provider = "acme",
            Settings = new JsonObject { ["accessToken"] = "very-secret", ["proxy"] = "http://me:hidden-word@proxy/" },
        };
        var team = TeamHash.Pin(Team.Create("crew").Coordinate("main").Member("worker").Model("main", literal).Build());

        var (stored, shown) = (DefinitionJson.Serialize(team.Definition), DefinitionView.Of(team).ToJsonString());

        Assert.All(
            (string[])["very-secret", "hidden-word"],
            secret => Assert.DoesNotContain(secret, stored + shown, StringComparison.Ordinal));
        Assert.Equal(2, team.Warnings.Count);
    }

    [Fact]
    public async Task Client_GetsTheValues_AndNeverTellsTheSecret()
    {
        using var models = new ModelHost(services => services.AddSingleton<IChatClientFactory, Acme>());
        models.Environment["REGION"] = "eu-west-north";
        models.Environment["PIN"] = "12345678";
        ModelDefinition Model() => new()
        {
            Provider = "acme",
            Settings = new JsonObject { ["region"] = "${REGION}", ["pin"] = "${PIN}" },
        };

        var client = models.Clients.Get(Model());

        Assert.Same(client, models.Clients.Get(Model()));
        Assert.Equal("in eu-west-north with [redacted]", (await client.GetResponseAsync("hi")).Text);
    }

    private sealed class Acme : IChatClientFactory
    {
        public string Provider => "acme";

        public IReadOnlyList<ProviderSetting> Settings { get; } =
        [
            ProviderSetting.Text("region", "the region, such as eu-west", required: true),
            ProviderSetting.Secret("pin", "the PIN"),
            ProviderSetting.Number("retries", "how often to try"),
            ProviderSetting.Flag("strict", "whether to be strict"),
            ProviderSetting.List("hosts", "the hosts"),
        ];

        public IChatClient Create(ModelDefinition model) => new DurableTeams.Models.Scripted.ScriptedChatClient(model with
        {
            Script = [new ScriptedTurn { Text = $"in {model.Settings!["region"]} with {model.Settings["pin"]}" }],
        });
    }
}
