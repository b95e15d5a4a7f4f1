using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;

namespace DurableTeams.Orchestrations.Tests.Definitions;

public sealed class NestedTeamTests : IDisposable
{
    private const string Models = "models: { main: { provider: openai, model: gpt-4o-mini } }\nmodel: main\n";
    private const string Schema = "output: { schema: { type: object, required: [ok], properties: { ok: { type: boolean } } } }\n";
    private static readonly ModelDefinition Model = new() { Provider = "openai", Model = "gpt-4o-mini" };

    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_NestedTeam_IsAMemberUnderItsIdAndVersion()
    {
        Write("desk", "[{ id: writer }, { team: checkers, role: Checks facts }]")
            .Write("checkers", "[{ id: one }]", "sequential");

        var (checkers, desk) = (_directory.Load()[0], _directory.Load()[1]);

        var member = desk.Definition.Members[1];
        Assert.Equal(
            ("checkers", "checkers", checkers.Version, "Checks facts", null),
            (member.Id, member.Team, member.TeamVersion, member.Role, member.Model));
        Assert.Equal("checkers", Assert.Single(desk.Definition.Nested).Id);
        Assert.DoesNotContain("nested", DefinitionJson.Serialize(desk.Definition), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_InnermostChanges_ChangesEveryTeamAroundIt()
    {
        Write("a", "[{ team: b }]").Write("b", "[{ team: c }]").Write("c", "[{ id: one }]").Write("d", "[{ id: one }]");
        var before = _directory.Load();
        Write("c", "[{ id: two }]");
        var after = _directory.Load();

        Assert.Equal([false, false, false, true], before.Zip(after, (x, y) => x.Version == y.Version));
    }

    [Fact]
    public void Build_NestedTeams_HaveTheVersionsOfFiles()
    {
        Write("a", "[{ team: b, role: Does b }]").Write("b", "[{ team: c }, { id: one }]", "sequential")
            .Write("c", "[{ id: one }]");
        var c = Team.Create("c").Model("main", Model).Coordinate("main").Member("one").Build();
        var b = Team.Create("b").Model("main", Model).Sequential("main").Member(c).Member("one").Build();
        var a = Team.Create("a").Model("main", Model).Coordinate("main").Member(b, m => m.Role("Does b")).Build();

        Assert.Equal(_directory.Load().Select(t => t.Version), new[] { a, b, c }.Select(TeamHash.Compute));
    }

    [Fact]
    public void Load_UnknownTeam_IsReportedWhereItIsNamed()
    {
        Write("desk", "[{ id: writer },\n  { team: chekers }]").Write("checkers", "[{ id: one }]");

        Assert.Equal(
            new DefinitionError("desk.yaml", 6, "there is no team 'chekers' beside this one; did you mean 'checkers'?"),
            Assert.Single(_directory.Errors()));
    }

    [Fact]
    public void Load_UnreadableTeam_IsNamedAsWhyATeamMayBeMissing()
    {
        Write("desk", "[{ team: checkers }]");
        _directory.Write("checkers.yaml", "id: [\n");

        var errors = _directory.Errors();
        Assert.Equal(["checkers.yaml", "desk.yaml"], errors.Select(error => error.File));
        Assert.Contains("there is no team 'checkers'", errors[1].Reason, StringComparison.Ordinal);
        Assert.EndsWith(
            "; perhaps it is in a file that could not be read: checkers.yaml", errors[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TeamsWithoutAnIdOfTheirOwn_AreCheckedAllTheSame()
    {
        Write("a", "[{ team: nobody }]");
        _directory.Write("b.yaml", "id: a\nmode: sequential\nmembers: [{ team: nothing }]\n");

        var reasons = string.Join('\n', _directory.Errors().Select(error => error.ToString()));
        Assert.Contains("team id 'a' is used already", reasons, StringComparison.Ordinal);
        Assert.Contains("there is no team 'nobody'", reasons, StringComparison.Ordinal);
        Assert.Contains("there is no team 'nothing'", reasons, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Cycle_IsReportedOnceWithItsPath()
    {
        Write("a", "[{ team: b }]").Write("b", "[{ id: x },\n  { team: c }]").Write("c", "[{ team: b }]");

        Assert.Equal(
            new DefinitionError("c.yaml", 5, "a team cannot be within itself: b -> c -> b; remove one of these members"),
            Assert.Single(_directory.Errors()));
    }

    [Fact]
    public void Load_TeamWithinItself_IsACycle()
    {
        Write("a", "[{ team: a }]");

        Assert.Equal(
            "a team cannot be within itself: a -> a; remove one of these members", Assert.Single(_directory.Errors()).Reason);
    }

    [Fact]
    public void Load_EightLevels_IsTheMost()
    {
        for (var i = 1; i < 8; i++) Write($"t{i}", $"[{{ team: t{i + 1} }}]");
        Write("t8", "[{ id: one }]");
        Assert.Equal(8, _directory.Load().Count);

        Write("t0", "[{ team: t1 }]").Write("t00", "[{ team: t0 }]");

        Assert.Equal(
            new DefinitionError("t0.yaml", 5, "teams may nest at most 8 levels deep, and 't0' around 't1' is one level more"),
            Assert.Single(_directory.Errors()));
    }

    [Theory]
    [InlineData("id: other, ", "a nested team has its own id 'checkers'; remove 'id'")]
    [InlineData("name: Others, ", "a nested team has its own settings; remove 'name', or write it in team 'checkers'")]
    [InlineData(
        "instructions: Check, ", "a nested team has its own settings; remove 'instructions', or write it in team 'checkers'")]
    [InlineData("model: main, ", "a nested team has its own settings; remove 'model', or write it in team 'checkers'")]
    [InlineData("tools: [weather], ", "a nested team has its own settings; remove 'tools', or write it in team 'checkers'")]
    [InlineData("agent: clock, ", "a member is a team or an agent, not both; remove one of them")]
    public void Load_NestedTeamWithMore_IsRefused(string more, string reason)
    {
        Write("desk", $"[{{ {more}team: checkers }}]").Write("checkers", "[{ id: one }]");

        Assert.Equal(new DefinitionError("desk.yaml", 5, reason), Assert.Single(_directory.Errors()));
    }

    [Theory]
    [InlineData("id: checkers, team: checkers", "")]
    [InlineData(
        "team: checkers }, { team: checkers", "duplicate member id 'checkers', first on line 5; each member needs its own")]
    [InlineData("team: [checkers]", "'team' must be text; put quotes around text that starts with '{' or '['")]
    [InlineData("team: \"\"", "there is no team '' beside this one; valid here: checkers")]
    public void Load_OtherSpellings_AreReadOrRefused(string member, string reason)
    {
        Write("desk", $"[{{ {member} }}]").Write("checkers", "[{ id: one }]");

        if (reason.Length == 0) Assert.Equal(2, _directory.Load().Count);
        else Assert.Equal(reason, Assert.Single(_directory.Errors()).Reason);
    }

    [Theory]
    [InlineData("coordinate", "[{ team: inner }, { id: one }]", false)]
    [InlineData("broadcast", "[{ team: inner }, { id: one }]", false)]
    [InlineData("tasks", "[{ team: inner }, { id: one }]", false)]
    [InlineData("route", "[{ team: inner }, { id: one }]", true)]
    [InlineData("handoff", "[{ id: one }, { team: inner }]", true)]
    [InlineData("sequential", "[{ team: inner }, { id: one }]", false)]
    [InlineData("sequential", "[{ id: one }, { team: inner }]", true)]
    [InlineData("loop", "[{ id: one }, { team: inner }]", true)]
    [InlineData(
        "hierarchical", "[{ id: a, position: orchestrator }, { team: inner, position: worker }, { id: c, position: worker }]",
        false)]
    [InlineData(
        "dialectic", "[{ id: a, position: proposer }, { id: b, position: critic }, { team: inner, position: synthesizer }]",
        true)]
    [InlineData(
        "dialectic", "[{ team: inner, position: proposer }, { id: b, position: critic }, { id: c, position: synthesizer }]",
        false)]
    public void Load_NestedTeamThatMayAnswer_NeedsTheSameOutput(string mode, string members, bool answers)
    {
        const string reason =
            "the answer of team 'inner' can become this team's answer, and this team has an 'output'; write the same 'output' "
                + "in team 'inner', which has ";
        Write("outer", members, mode, Schema).Write("inner", "[{ id: x }]");

        if (answers) Assert.Equal(("outer.yaml", 6, reason + "none"), Only());
        else Assert.Equal(2, _directory.Load().Count);

        Write("inner", "[{ id: x }]", "coordinate", Schema.Replace("boolean", "string", StringComparison.Ordinal));
        if (answers) Assert.Equal(("outer.yaml", 6, reason + "another"), Only());
        Write(
            "inner",
            "[{ id: x }]",
            "coordinate",
            "output: { schema: { properties: { ok: { type: boolean } }, required: [ok], type: object } }\n");
        Assert.Equal(2, _directory.Load().Count);
    }

    [Theory]
    [InlineData(
        "hierarchical", "", "[{ team: inner, position: orchestrator }, { id: b, position: worker }, { id: c, position: worker }]",
        6, "team 'inner' cannot be orchestrator, which answers with a list of subtasks")]
    [InlineData(
        "consensus", "", "[{ id: a, position: peer }, { id: b, position: peer }, { team: inner, position: peer }]", 6,
        "team 'inner' cannot be peer, which answers with a vote")]
    [InlineData(
        "dialectic", "phases: [execution]\n",
        "[{ id: a, position: proposer }, { id: b, position: critic }, { team: inner, position: synthesizer }]", 7,
        "team 'inner' cannot be synthesizer, which answers with a summary of each phase")]
    public void Load_NestedTeamThatMustAnswerInAForm_IsRefused(
        string mode, string phases, string members, int line, string reason)
    {
        Write("outer", members, mode, Schema + phases).Write("inner", "[{ id: x }]");

        Assert.Equal(("outer.yaml", line, reason + "; give the position to a member with a model"), Only());
    }

    [Fact]
    public void Build_TeamWithinItself_IsRefused()
    {
        var inner = Team.Create("b").Model("main", Model).Coordinate("main")
            .Member(Team.Create("a").Coordinate(Model).Member("x").Build()).Build();

        Assert.Equal(
            "a team cannot be within itself: a -> b -> a; remove one of these members",
            Assert.Single(Errors(Team.Create("a").Coordinate(Model).Member(inner))).Reason);
    }

    [Fact]
    public void Build_TwoTeamsOfOneId_AreRefused()
    {
        TeamDefinition Named(string id, string member) => Team.Create(id).Coordinate(Model).Member(member).Build();
        var around = Team.Create("c").Coordinate(Model).Member(Named("b", "y")).Build();

        Assert.Equal(
            "two different teams have the id 'b'; each team needs its own",
            Assert.Single(Errors(Team.Create("a").Coordinate(Model).Member(Named("b", "x")).Member(around))).Reason);
        Assert.Equal(2, Team.Create("a").Coordinate(Model).Member(Named("b", "y")).Member(around).Build().Nested.Count);
    }

    [Fact]
    public void Build_NestedTeamWithAModel_IsRefused()
    {
        var inner = Team.Create("b").Coordinate(Model).Member("x").Build();

        Assert.Equal(
            "a nested team has its own settings; remove 'model', or write it in team 'b'",
            Assert.Single(Errors(Team.Create("a").Coordinate(Model).Member(inner, m => m.Model("leader")))).Reason);
    }

    private static IReadOnlyList<DefinitionError> Errors(TeamBuilder team) =>
        Assert.Throws<DefinitionException>(() => team.Build()).Errors;

    private (string, int, string) Only() =>
        Assert.Single(_directory.Errors()) is var error ? (error.File, error.Line, error.Reason) : default;

    private NestedTeamTests Write(string id, string members, string mode = "coordinate", string more = "")
    {
        _directory.Write($"{id}.yaml", $"id: {id}\nmode: {mode}\n{Models}{more}members: {members}\n");
        return this;
    }
}
