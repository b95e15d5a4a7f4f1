using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Modes;

namespace DurableTeams.Orchestrations.Tests.Definitions.Files;

public sealed class ModeFilesTests : IDisposable
{
    private readonly TeamDirectory _directory = new();

    public static TheoryData<string> Modes => [.. KnownModes.Words.Keys];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Modes))]
    public void Load_EveryMode_IsTheTeamTheBuilderMakes(string mode)
    {
        var loaded = Assert.Single(_directory.Write("crew.yaml", ModeTeams.Yaml(mode)).Load());

        Assert.Equal(mode, loaded.Definition.Mode.ToString(), ignoreCase: true);
        Assert.Equal(loaded.Version, TeamHash.Compute(ModeTeams.Build(mode)));
        Assert.Equal(loaded.Version, TeamHash.Compute(DefinitionJson.Deserialize(DefinitionJson.Serialize(loaded.Definition))));
    }

    [Fact]
    public void Load_Handoff_ReadsTargetsAndReturn()
    {
        var team = Load("handoff");

        Assert.Equal(HandoffReturn.Root, team.HandoffReturn);
        Assert.Equal(["b"], team.Members[0].Handoffs);
        Assert.Empty(team.Members[1].Handoffs!);
        Assert.Null(team.Members[2].Handoffs);
    }

    [Fact]
    public void Load_Triad_ReadsPhasesAndPositions()
    {
        var team = Load("hierarchical");

        Assert.Equal([TeamPhase.Deliberation, TeamPhase.Execution], team.Phases);
        Assert.Equal(
        [
            MemberPosition.Orchestrator, MemberPosition.Worker, MemberPosition.Worker
        ], team.Members.Select(m => m.Position!.Value));
    }

    [Fact]
    public void Load_SilentConsensus_HasTheDefaults()
    {
        _directory.Write("crew.yaml", ModeTeams.Yaml("consensus")
            .Replace("consensus: { quorum: 3, onTie: fail }\n", "", StringComparison.Ordinal));

        var team = Assert.Single(_directory.Load());

        Assert.Equal(new ConsensusDefinition { Quorum = 2, OnTie = TiePolicy.First }, team.Definition.Consensus);
        Assert.Null(Load("dialectic").Consensus);
    }

    [Fact]
    public void Load_ModelPerMember_NeedsNoTeamModelWithoutALeader()
    {
        _directory.Write("crew.yaml", ModeTeams.Yaml("sequential")
            .Replace("model: main\n", "", StringComparison.Ordinal)
            .Replace("id: a,", "id: a, model: main,", StringComparison.Ordinal)
            .Replace("{ id: b }", "{ id: b, model: main }", StringComparison.Ordinal));

        var team = Assert.Single(_directory.Load()).Definition;

        Assert.Null(team.Model);
        Assert.Equal(["main", "main"], team.Members.Select(m => m.Model));
    }

    [Fact]
    public void Load_Output_ReadsTheSchema()
    {
        _directory.Write("crew.yaml", ModeTeams.Yaml("route") + "output: { schema: { type: object, required: [headline] } }\n");

        var loaded = Assert.Single(_directory.Load());

        Assert.Equal("""{"type":"object","required":["headline"]}""", loaded.Definition.Output!.Schema.ToJsonString());
        Assert.Equal(loaded.Version, TeamHash.Compute(ModeTeams.Build("route") with { Output = loaded.Definition.Output }));
        Assert.NotEqual(loaded.Version, TeamHash.Compute(ModeTeams.Build("route")));
    }

    [Fact]
    public void Load_AgentInCode_HasNoModel()
    {
        _directory.Write(
            "crew.yaml", ModeTeams.Yaml("handoff").Replace("{ id: c }", "{ id: c, agent: clock }", StringComparison.Ordinal));
        var code = Team.Create("crew").Model("main", new ModelDefinition { Provider = "openai", Model = "gpt-4o-mini" })
            .Handoff("main")
                .HandoffReturn(HandoffReturn.Root).Member("a", m => m.Handoffs("b")).Member("b", m => m.Handoffs())
                    .Member("c", m => m.Agent("clock"));

        var loaded = Assert.Single(_directory.Load());

        Assert.Equal(("clock", null), (loaded.Definition.Members[2].Agent, loaded.Definition.Members[2].Model));
        Assert.Equal(loaded.Version, TeamHash.Compute(code.Build(registeredAgents: new HashSet<string> { "clock" })));
        Assert.Equal(
            "no agent of the name 'clock' is registered; did you mean 'clocks'?",
            Assert.Single(Assert.Throws<DefinitionException>(() => code.Build(
                registeredAgents: new HashSet<string> { "clocks" })).Errors).Reason);
    }

    [Fact]
    public void Load_AnyModeSetting_IsAnotherVersion()
    {
        var team = ModeTeams.Build("consensus");
        TeamDefinition[] changed =
        [
            team, team with { Phases = [TeamPhase.Execution] }, team with { HandoffReturn = HandoffReturn.Root },
            team with { Consensus = new() },
            team with { Members = [team.Members[0] with { Position = null }, .. team.Members.Skip(1)] },
            team with { Members = [team.Members[0] with { Handoffs = [] }, .. team.Members.Skip(1)] },
            team with { Members = [team.Members[0] with { Agent = "x" }, .. team.Members.Skip(1)] },
            team with { Members = [team.Members[0] with { TeamVersion = "x" }, .. team.Members.Skip(1)] },
        ];

        Assert.Equal(changed.Length, changed.Select(TeamHash.Compute).Distinct().Count());
    }

    private TeamDefinition Load(string mode) =>
        Assert.Single(_directory.Write("crew.yaml", ModeTeams.Yaml(mode)).Load()).Definition;
}
