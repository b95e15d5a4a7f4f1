using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Modes.Negotiation;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>Files and builders of teams that negotiate: what they say, and what they cannot be.</summary>
public sealed class NegotiationFileTests : IDisposable
{
    private const string BadName =
        "a section has a name of 1 to 64 characters, without line breaks and without blanks at its ends";
    private const string Nothing =
        "there is nothing to negotiate: name the sections, as in 'spec: { sections: [intro, prices] }', "
            + "or write 'open: true' for the parties to name them";

    private static readonly ModelDefinition Main = new() { Provider = "openai", Model = "gpt-4o-mini" };

    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    // Sections.
    [InlineData("[hero, faq]", "[hero, faq, hero]", 5, "section 'hero' is listed twice")]
    [InlineData("[hero, faq]", "\n  [hero,\n  faq,\n  hero]", 8, "section 'hero' is listed twice")]
    [InlineData("[hero, faq]", "hero", 5, "'sections' must be a list")]
    [InlineData("[hero, faq]", "{ hero: 1 }", 5, "'sections' must be a list")]
    [InlineData("[hero, faq]", "[hero, [faq], hero]", 5, "'sections' must be a list of names")]
    [InlineData("[hero, faq]", "[hero, ~]", 5, "'sections' must be a list of names")]
    [InlineData("[hero, faq]", "[hero, '']", 5, BadName)]
    [InlineData("[hero, faq]", "[hero, ' faq']", 5, BadName)]
    [InlineData("[hero, faq]", "[hero, \"a\\tb\"]", 5, BadName)]
    [InlineData("[hero, faq]", "[hero, \"a\\nb\"]", 5, BadName)]
    [InlineData("sections: [hero, faq], open: true", "sections: []", 5, Nothing)]
    [InlineData("sections: [hero, faq], open: true", "open: false", 5, Nothing)]
    [InlineData("spec: { sections: [hero, faq], open: true }\n", "", 1, Nothing)]
    [InlineData("{ sections: [hero, faq], open: true }", "hero", 5, "'spec' must hold keys with values")]
    [InlineData("open: true", "open: yes", 5, "'open' must be true or false, without quotes")]
    [InlineData("sections: [hero", "section: [hero", 5, "unknown key 'section'; did you mean 'sections'?")]
    // Rules.
    [InlineData("maxRounds: 2", "maxRounds: 0", 6, "'maxRounds' should be at least 1")]
    [InlineData("maxRounds: 2", "maxRounds: 21", 6, "'maxRounds' should be at most 20")]
    [InlineData(
        "maxRounds: 2", "maxRounds: two", 6, "'maxRounds' must be a whole number, without quotes, at most 2147483647")]
    [InlineData(
        "onStalemate: first", "onStalemate: coin", 6, "unknown onStalemate 'coin'; valid here: arbiter, ask, first, fail")]
    [InlineData("onUnclaimed: leave", "onUnclaimed: ask", 6, "unknown onUnclaimed 'ask'; valid here: assign, leave, fail")]
    [InlineData(
        "parallelSections: false", "parallelSections: 'false'", 6, "'parallelSections' must be true or false, without quotes")]
    [InlineData("maxRounds: 2", "rounds: 2", 6, "unknown key 'rounds'; did you mean 'maxRounds'?")]
    // The team.
    [InlineData(
        ", { id: b }", "", 7, "mode 'negotiation' is for two parties or more, and 'a' is the only one; add a member")]
    [InlineData(
        "model: main\n", "", 1, "mode 'negotiation' needs a leader; write 'model:' with the name of one of models",
        "'model' is missing; write the name of one of models, here or for the whole team")]
    [InlineData(
        "{ id: b }", "{ id: b, position: side }", 7,
        "'position' is for the modes hierarchical, dialectic, consensus, debate, and this is mode 'negotiation'; remove it")]
    [InlineData(
        "mode: negotiation", "mode: coordinate", 5, "'spec' is for mode negotiation, and this is mode 'coordinate'; remove it",
        "'negotiation' is for mode negotiation, and this is mode 'coordinate'; remove it")]
    public void Load_OneThingWrong_IsReportedWithLineAndReason(
        string right, string wrong, int line, string reason, string? also = null)
    {
        var yaml = ModeTeams.Yaml("negotiation");
        Assert.Contains(right, yaml, StringComparison.Ordinal);
        _directory.Write("crew.yaml", yaml.Replace(right, wrong, StringComparison.Ordinal));

        var errors = _directory.Errors();

        Assert.Equal(
            also is null ? [reason] : [reason, also], errors.Select(e => e.Reason).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(("crew.yaml", line), (errors[0].File, errors[0].Line));
    }

    [Theory]
    [InlineData(32, 64, null)]
    [InlineData(33, 64, "'sections' has 33 names, and may have at most 32")]
    [InlineData(1, 65, BadName)]
    public void Load_Sections_HaveBounds(int count, int length, string? reason)
    {
        var names = Enumerable.Range(0, count).Select(i => $"{i}".PadLeft(length, 's'));
        _directory.Write("crew.yaml", ModeTeams.Yaml("negotiation")
            .Replace("hero, faq", string.Join(", ", names), StringComparison.Ordinal));

        if (reason is null) Assert.Single(_directory.Load());
        else Assert.Equal(reason, Assert.Single(_directory.Errors()).Reason);
    }

    [Fact]
    public void Load_Silent_HasTheDefaults()
    {
        _directory.Write("crew.yaml", ModeTeams.Yaml("negotiation")
            .Replace(", open: true", "", StringComparison.Ordinal)
            .Replace(
                "maxRounds: 2, onStalemate: first, onUnclaimed: leave, parallelSections: false", "", StringComparison.Ordinal));

        var settings = NegotiationSettings.Of(Assert.Single(_directory.Load()).Definition);

        Assert.Equal(new NegotiationRules
        {
            MaxRounds = 3,
            OnStalemate = StalematePolicy.Arbiter,
            OnUnclaimed = UnclaimedPolicy.Assign,
            ParallelSections = true,
        }, settings.Rules);
        Assert.Equal(["hero", "faq"], settings.Spec.Sections);
        Assert.False(settings.Spec.Open);
    }

    [Fact]
    public void Load_OpenWithoutSections_IsATeam()
    {
        _directory.Write(
            "crew.yaml", ModeTeams.Yaml("negotiation").Replace("sections: [hero, faq], ", "", StringComparison.Ordinal));

        Assert.Empty(NegotiationSettings.Of(Assert.Single(_directory.Load()).Definition).Spec.Sections);
    }

    [Fact]
    public void Build_WrongValues_AreRefusedAsInFiles() => Assert.Equal(
        [
            "'maxRounds' should be at most 20",
            "mode 'negotiation' is for two parties or more, and 'a' is the only one; add a member",
            "section 'hero' is listed twice",
        ],
        Reasons(Negotiation().Negotiation(["hero", "hero"], "main", maxRounds: 30).Member("a")));

    [Fact]
    public void Build_SettingsAsJson_AreRefusedAsInFiles() => Assert.Equal(
        [
            "'debate' is for mode debate, and this is mode 'negotiation'; remove it",
            "'onStalemate' should be one of \"arbiter\", \"ask\", \"first\", \"fail\"",
            "'open' is a string, should be a boolean",
            "'sections' must be a list of names",
            "unknown key 'rounds'; did you mean 'maxRounds'?",
            "unknown setting 'specs'; did you mean 'spec'?",
        ],
        Reasons(Negotiation()
            .In(new TeamMode("negotiation"), "main", new JsonObject { ["rounds"] = 3, ["onStalemate"] = "coin" })
            .Setting("spec", new JsonObject { ["sections"] = new JsonArray(1), ["open"] = "yes" })
            .Setting("specs", []).Setting("debate", []).Member("a").Member("b")));

    [Fact]
    public void Deserialize_LaterValues_HaveTheirDefaultsWhereAStoredDefinitionHasNone()
    {
        var stored = JsonNode.Parse(DefinitionJson.Serialize(ModeTeams.Build("negotiation")))!.AsObject();
        stored["negotiation"]!.AsObject().Remove("parallelSections");

        Assert.True(NegotiationSettings.Of(DefinitionJson.Deserialize(stored.ToJsonString())).Rules.ParallelSections);
    }

    private static TeamBuilder Negotiation() => Team.Create("crew").Model("main", Main);

    private static IEnumerable<string> Reasons(TeamBuilder team) =>
        Assert.Throws<DefinitionException>(() => team.Build()).Errors.Select(e => e.Reason).Order(StringComparer.Ordinal);
}
