using System.Reflection;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Storage;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>A secret that stands in a team file is used, warned about, and kept nowhere.</summary>
public sealed class LiteralSecretTests
{
    private const string Key = "sk-literal-1";
    private const string Token = "Bearer literal-2";

    [Fact]
    public void Serialize_LiteralSecrets_AreNotInIt()
    {
        var json = DefinitionJson.Serialize(Crew(Key));
        Assert.DoesNotContain("literal-", json, StringComparison.Ordinal);
        Assert.Contains("${literal:models/m/apiKey}", json, StringComparison.Ordinal);
        Assert.Contains("api.example/send", json, StringComparison.Ordinal);
        Assert.Contains("application/json", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_OtherLiteralSecret_IsTheSameVersion() =>
        Assert.Equal(TeamHash.Compute(Crew(Key)), TeamHash.Compute(Crew("sk-other")));

    [Fact]
    public void View_LiteralSecrets_AreNotInIt() =>
        Assert.DoesNotContain("literal-", DefinitionView.Of(TeamHash.Pin(Crew(Key))).ToJsonString(), StringComparison.Ordinal);

    [Fact]
    public async Task GetPinned_AfterTheTeamChanged_HasTheSecretsOfToday()
    {
        var store = DispatchProxy.Create<IRunStore, TeamCatalogTests.DefinitionsOnly>();
        var old = TeamHash.Pin(Crew(Key));
        await new TeamCatalog([old], store).InitializeAsync();

        var pinned = await new TeamCatalog(
        [
            TeamHash.Pin(Crew("sk-rotated") with { Instructions = "New" })
        ], store).GetPinnedAsync(old.Version);

        Assert.Equal("sk-rotated", pinned.Models["m"].ApiKey);
        Assert.Equal(Token, pinned.Tools["send"].Http!.Headers["Authorization"]);
        Assert.Equal("https://u:literal-3@api.example/send?key=literal-4", pinned.Tools["send"].Http!.Url);
        Assert.Null(pinned.Instructions);
    }

    [Fact]
    public async Task GetPinned_SecretGone_CannotBeFilledInAndSaysWhere()
    {
        var store = DispatchProxy.Create<IRunStore, TeamCatalogTests.DefinitionsOnly>();
        var old = TeamHash.Pin(Crew(Key));
        await new TeamCatalog([old], store).InitializeAsync();

        var pinned = await new TeamCatalog([], store).GetPinnedAsync(old.Version);

        var gone = Assert.Throws<DefinitionException>(() => EnvironmentReferences.Expand(
            pinned.Models["m"].ApiKey!, ProcessEnvironment.Instance));
        Assert.Contains("models/m/apiKey", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LiteralAndShortSecrets_AreWarnedAboutByFileAndLineWithoutTheValue()
    {
        using var directory = new TeamDirectory();
        directory.Environment["SHORT"] = "abc";
        directory.Write("crew.yaml", """
            id: crew
            mode: coordinate
            model: m
            models:
              m:
                provider: openai
                model: x
                apiKey: "sk-literal-1"
            members:
              - id: worker
                role: Works
                model: m
                tools: [send]
            tools:
              send:
                description: Sends
                http:
                  url: "https://api.example/send"
                  headers:
                    Authorization: "Bearer ${SHORT}"
                    Accept: "application/json"
            """);

        var team = Assert.Single(directory.Load());

        Assert.Equal([8, 20], team.Warnings.Select(warning => warning.Line));
        Assert.All(team.Warnings, warning => Assert.EndsWith("crew.yaml", warning.File, StringComparison.Ordinal));
        Assert.Contains("apiKey", team.Warnings[0].Reason, StringComparison.Ordinal);
        Assert.Contains("SHORT", team.Warnings[1].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("literal-1", string.Concat(team.Warnings), StringComparison.Ordinal);
    }

    private static TeamDefinition Crew(string key) => Team.Create("crew")
        .Coordinate("m")
        .Model("m", new ModelDefinition { Provider = "openai", Model = "x", ApiKey = key })
        .Member("worker", member => member.Role("Works").Tools("send"))
        .Tool("send", tool => tool.Description("Sends").Post("https://u:literal-3@api.example/send?key=literal-4")
            .Header("Authorization", Token).Header("Accept", "application/json"))
        .Build();
}
