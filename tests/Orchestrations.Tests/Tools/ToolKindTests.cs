using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Schemas;
using DurableTeams.Definitions.Tools;
using DurableTeams.Json.Schemas;
using DurableTeams.Orchestrations.Tests.Definitions;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>The list of tool kinds is one for the process: tests that change it run alone.</summary>
[CollectionDefinition(nameof(ToolKindsAlone), DisableParallelization = true)]
public sealed class ToolKindsAlone;

/// <summary>
/// A tool kind is one class and its line in the list. All else asks the kind: reading, checks, JSON Schema, secrets, views,
/// bindings, calls. Here the class is <see cref="EchoTool"/>, and the line is made for these tests alone.
/// </summary>
[Collection(nameof(ToolKindsAlone))]
public sealed class ToolKindTests : IDisposable
{
    private const string Key = "secret-of-the-variable";

    private readonly IReadOnlyList<ToolKindRules> _before = KnownToolKinds.All;
    private readonly TeamDirectory _directory = new();

    public ToolKindTests()
    {
        KnownToolKinds.Register(() => [.. _before, ToolKind.Of<EchoTool>().Rules!]);
        _directory.Environment["KEY"] = Key;
    }

    public void Dispose()
    {
        KnownToolKinds.Register(() => _before);
        _directory.Dispose();
    }

    [Theory]
    [InlineData("{ to: \"https://echo.example\", too: 1 }", "unknown key 'too'; did you mean 'to'?")]
    [InlineData("{}", "'to' is missing")]
    [InlineData("[to]", "'echo' must hold keys with values")]
    public void Load_WrongSettings_AreReportedAtTheirLine(string settings, string reason)
    {
        _directory.Write("crew.yaml", Yaml(settings));

        var error = Assert.Single(_directory.Errors());

        Assert.Equal((9, reason), (error.Line, error.Reason));
    }

    [Fact]
    public void Load_TwoKindsInOneEntry_IsRefused()
    {
        _directory.Write("crew.yaml", Yaml("{ to: x }") + "\n    http: { url: \"https://a.example\" }\n");

        Assert.Contains(_directory.Errors(), error => error.Reason == "a tool has 'http' or 'echo', not both; remove one");
    }

    [Fact]
    public void Load_NoKindAtAll_NamesTheKeysOfAllKinds()
    {
        _directory.Write("crew.yaml", Yaml("{}").Replace("echo: {}", "timeout: 3s", StringComparison.Ordinal));

        Assert.StartsWith(
            "tool 'say' has no 'http' or 'mcp' or 'echo', and no function", Assert.Single(_directory.Errors()).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_KnowsTheSettings()
    {
        Assert.Empty(Validate("{ to: \"https://echo.example\" }"));
        Assert.Contains(
            "$.tools.say.echo.too: is not a known property", string.Concat(Validate("{ to: x, too: y }")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_AreNeitherStoredNorShownNorHashed()
    {
        var team = Load("https://u:literal-1@echo.example/?key=literal-2");

        var (stored, view) = (DefinitionJson.Serialize(team.Definition), DefinitionView.Of(team).ToJsonString());

        Assert.All([stored, view], text => Assert.DoesNotContain("literal-", text, StringComparison.Ordinal));
        Assert.Contains("${literal:tools/say/echo/to#0}", stored, StringComparison.Ordinal);
        Assert.Contains("https://***@echo.example/?key=***", view, StringComparison.Ordinal);
        Assert.Equal(team.Version, Load("https://u:other@echo.example/?key=others").Version);
        Assert.NotEqual(team.Version, Load("https://u:literal-1@other.example/?key=literal-2").Version);
        Assert.NotEmpty(team.Warnings);
    }

    [Fact]
    public void Deserialize_OfAVersionThatKnowsTheKind_LeavesItOut()
    {
        var stored = DefinitionJson.Serialize(Load("https://echo.example").Definition);
        Assert.NotNull(DefinitionJson.Deserialize(stored).Tools["say"].KindSettings);

        KnownToolKinds.Register(() => _before);

        Assert.Null(DefinitionJson.Deserialize(stored).Tools["say"].KindSettings);
    }

    [Fact]
    public async Task Invoke_CallsTheKind_AndItsSecretsAreRedacted()
    {
        var (team, toolbox) = (Load("https://echo.example/?key=${KEY}").Definition, Toolbox());

        var outcome = await toolbox.InvokeAsync(
            team, new ToolInvocation("say", JsonElement.Parse("""{"word":"hello"}"""), "m1/c1", "r1", "m1"));

        Assert.Equal("""https://echo.example/?key=[redacted] {"word":"hello"}""", outcome.Text);
    }

    [Fact]
    public async Task Stand_AddressChangedOrVariableMissing_IsSeen()
    {
        var (team, toolbox) = (Load("https://echo.example/?key=${KEY}").Definition, Toolbox());
        var binding = ToolBindings.Of(toolbox.Describe(team, "say")!, RequirementKind.Confirmation);
        var moved = Load("https://other.example").Definition;
        _directory.Environment["KEY"] = null;

        Assert.Equal(ToolState.Changed, (await toolbox.StandAsync(moved, ["say"], "say", binding)).State);
        Assert.Equal(ToolState.Unusable, (await toolbox.StandAsync(team, ["say"], "say", binding)).State);
    }

    private static string Yaml(string settings) => $$"""
        id: crew
        mode: coordinate
        model: main
        models: { main: { provider: openai, model: gpt-4o-mini } }
        members: [{ id: worker, tools: [say] }]
        tools:
          say:
            description: Says it
            echo: {{settings}}
        """;

    private PinnedTeam Load(string address)
    {
        _directory.Write("crew.yaml", Yaml($$"""{ to: "{{address}}" }"""));
        return Assert.Single(_directory.Load());
    }

    private static IReadOnlyList<string> Validate(string settings)
    {
        var findings = new Findings("crew.yaml");
        var json = YamlJson.ToObject(YamlText.Read(Yaml(settings), findings)!, findings);
        return JsonSchemaCheck.Validate(
            JsonSerializer.SerializeToElement(TeamFileSchema.Create()), JsonSerializer.SerializeToElement(json));
    }

    private IToolbox Toolbox()
    {
        var services = new ServiceCollection().AddSingleton<IDefinitionEnvironment>(_directory.Environment).AddTeamTools();
        ToolKind.Of<EchoTool>().AddTo(services);
        return services.BuildServiceProvider().GetRequiredService<IToolbox>();
    }
}
