using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;

namespace DurableTeams.Testing.Teams;

/// <summary>Teams of every mode, named <c>team</c>, whose model answers as the test says.</summary>
public static class TestTeam
{
    /// <summary>A team whose leader coordinates these members.</summary>
    public static TeamDefinition Of(params MemberDefinition[] members) => new()
    {
        Id = "team",
        Name = "Team",
        Mode = TeamMode.Coordinate,
        Model = "test",
        Models = { ["test"] = new ModelDefinition { Provider = "test" } },
        Limits = new LimitsDefinition { MemberTimeout = TimeSpan.FromMinutes(5), TeamTimeout = TimeSpan.FromMinutes(5) },
        Retry = new RetryDefinition
        {
            Model = new RetrySetting(3, TimeSpan.FromMilliseconds(1)),
            Tool = new RetrySetting(1, TimeSpan.FromMilliseconds(1)),
        },
        Members = members,
    };

    public static TeamDefinition In(TeamMode mode, params MemberDefinition[] members) =>
        Of(members) with { Mode = mode, Model = mode.HasLeader() ? "test" : null };

    /// <summary>A team that can be a member; its leader goes by its id.</summary>
    public static TeamDefinition Inner(string id, TeamMode mode, params MemberDefinition[] members) => In(mode, members) with
    {
        Id = id,
        Name = id,
        Models = new(StringComparer.Ordinal) { ["test"] = new ModelDefinition { Provider = "test", Model = id } },
    };

    public static TeamDefinition Hierarchical(params TeamPhase[] phases) => Triad(
        TeamMode.Hierarchical, phases, ("boss", MemberPosition.Orchestrator), ("left", MemberPosition.Worker),
        ("right", MemberPosition.Worker));

    public static TeamDefinition Dialectic(params TeamPhase[] phases) => Triad(
        TeamMode.Dialectic, phases, ("pro", MemberPosition.Proposer), ("con", MemberPosition.Critic),
        ("syn", MemberPosition.Synthesizer));

    public static TeamDefinition Consensus(params TeamPhase[] phases) => Triad(
        TeamMode.Consensus, phases, ("ann", MemberPosition.Peer), ("ben", MemberPosition.Peer), ("cleo", MemberPosition.Peer));

    public static TeamDefinition Debate(int rounds) => Triad(
        new TeamMode("debate"), [], ("pro", new("side")), ("con", new("side")), ("judge", new("judge"))) with
    {
        ModeSettings = new Dictionary<string, JsonElement> { ["debate"] = JsonSerializer.SerializeToElement(new { rounds }) },
    };

    /// <summary>
    /// A team that negotiates over sections; its parties are <c>ann</c>, <c>ben</c> and <c>cleo</c> where none are given.
    /// </summary>
    public static TeamDefinition Negotiation(
        string[] sections, bool open = false, int maxRounds = 3, string onStalemate = "arbiter", string onUnclaimed = "assign",
        bool parallelSections = true, MemberDefinition[]? members = null) =>
        In(new TeamMode("negotiation"), members ?? [TestMember.Of("ann"), TestMember.Of("ben"), TestMember.Of("cleo")]) with
        {
            ModeSettings = new Dictionary<string, JsonElement>
            {
                ["spec"] = JsonSerializer.SerializeToElement(new { sections, open }),
                ["negotiation"] = JsonSerializer.SerializeToElement(
                    new { maxRounds, onStalemate, onUnclaimed, parallelSections }),
            },
        };

    public static TeamDefinition Limit(this TeamDefinition team, Func<LimitsDefinition, LimitsDefinition> limits) =>
        team with { Limits = limits(team.Limits) };

    public static TeamDefinition TellingLeader(this TeamDefinition team) =>
        team with { OnMemberFailure = MemberFailurePolicy.TellLeader };

    public static TeamDefinition Remembering(this TeamDefinition team, HistoryScope scope, int turns = 10) =>
        team with { History = new HistoryDefinition { Scope = scope, Turns = turns } };

    public static TeamDefinition WithState(this TeamDefinition team, string state, bool inPrompt = false) =>
        team with { State = JsonNode.Parse(state)!.AsObject(), StateInPrompt = inPrompt };

    /// <summary>The answer is to be <c>{"headline": text}</c>.</summary>
    public static TeamDefinition WithHeadline(this TeamDefinition team) => team with
    {
        Output = new OutputDefinition(JsonNode.Parse(
            """{"type":"object","required":["headline"],"properties":{"headline":{"type":"string"}}}""")!.AsObject()),
    };

    private static TeamDefinition Triad(
        TeamMode mode, TeamPhase[] phases, params (string Id, MemberPosition Position)[] members) => In(mode,
        [
            .. members.Select(member => TestMember.Of(member.Id) with { Position = member.Position })
        ]) with { Phases = phases };
}
