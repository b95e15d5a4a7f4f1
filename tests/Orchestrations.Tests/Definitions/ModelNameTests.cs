using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>A name that a team or member gives as its model is one of the team's models, or a registered chat client.</summary>
public sealed class ModelNameTests : IDisposable
{
    private const string Team = """
        id: crew
        mode: coordinate
        model: fast
        members:
          - { id: worker, model: slow }
        models:
          slow: { provider: client, model: big, temperature: 0 }
        """;

    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_RegisteredNames_AreModels()
    {
        _directory.ChatClients.UnionWith(["fast", "big"]);

        var team = Assert.Single(_directory.Write("crew.yaml", Team).Load());

        Assert.Equal(
            new ModelDefinition { Provider = "client", Model = "fast" }, team.Definition.FindModel(team.Definition.Model!));
        Assert.Equal(("big", 0.0), (team.Definition.FindModel("slow").Model, team.Definition.FindModel("slow").Temperature));
        var built = DurableTeams.Team.Create("crew").Coordinate("fast")
            .Member("worker", m => m.Model("slow"))
            .Model("slow", new ModelDefinition { Provider = "client", Model = "big", Temperature = 0 })
            .Build(chatClients: _directory.ChatClients, providers: _directory.Providers);
        Assert.Equal(team.Version, TeamHash.Compute(built));
        Assert.Equal(team.Version, TeamHash.Compute(DefinitionJson.Deserialize(DefinitionJson.Serialize(built))));
    }

    [Fact]
    public void Load_OwnModelOfARegisteredName_IsTheTeams()
    {
        _directory.ChatClients.UnionWith(["slow", "fast", "big"]);

        var team = Assert.Single(_directory.Write("crew.yaml", Team).Load());

        Assert.Equal("big", team.Definition.FindModel("slow").Model);
    }

    [Fact]
    public void Load_UnknownNames_AreReportedWithAllThatThereAre()
    {
        _directory.ChatClients.UnionWith(["clever", "quick"]);

        var errors = _directory.Write("crew.yaml", Team).Errors();

        Assert.Equal(
            [
                "crew.yaml:3: there is no model 'fast' in models, and no chat client of that name is registered; "
                    + "valid here: clever, quick, slow",
                "crew.yaml:7: no chat client of the name 'big' is registered; valid here: clever, quick",
            ],
            errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("provider: client", "'model' is missing; write the name that the client is registered under")]
    [InlineData(
        "provider: client, model: fast, apiKey: \"${KEY}\"",
        "'apiKey' is the registered client's own affair; remove it here, and set it in code")]
    [InlineData("provider: client, model: fast, script: a.script.yaml", "'script' is for provider scripted")]
    public void Load_SettingsOfTheClientItself_AreRefused(string model, string reason)
    {
        _directory.Environment["KEY"] = "secret-secret";
        _directory.ChatClients.Add("fast");

        var errors = _directory.Write("crew.yaml", Team.Replace("provider: client, model: big, temperature: 0", model)).Errors();

        Assert.Equal(reason, Assert.Single(errors).Reason);
    }

    [Fact]
    public void Load_NamesNotKnownYet_AreAllAccepted()
    {
        _directory.Write("crew.yaml", Team);

        Assert.Single(TeamFiles.Load(_directory.Path, _directory.Environment, _directory.Functions));
    }
}
