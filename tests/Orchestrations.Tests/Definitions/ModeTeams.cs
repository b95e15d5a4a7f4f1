using DurableTeams.Definitions;
using DurableTeams.Modes;
using DurableTeams.Modes.Negotiation;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>A team of every mode, as a file and as the builder makes it.</summary>
internal static class ModeTeams
{
    private static readonly ModelDefinition Main = new() { Provider = "openai", Model = "gpt-4o-mini" };

    private const string Models = "models: { main: { provider: openai, model: gpt-4o-mini } }\n";

    private const string Two = "members: [{ id: a, role: Does a }, { id: b }]\n";

    /// <summary>The file of a mode.</summary>
    public static string Yaml(string mode) => "id: crew\nmode: " + mode + "\nmodel: main\n" + Models + mode switch
    {
        "coordinate" or "route" or "broadcast" or "tasks" or "sequential" or "loop" => Two,
        "handoff" => "handoffReturn: root\nmembers: [{ id: a, handoffs: [b] }, { id: b, handoffs: [] }, { id: c }]\n",
        "hierarchical" =>
            "phases: [deliberation, execution]\nmembers: [{ id: a, position: orchestrator }, { id: b, position: worker }, { "
                + "id: c, position: worker }]\n",
        "dialectic" =>
            "members: [{ id: a, position: proposer }, { id: b, position: critic }, { id: c, position: synthesizer }]\n",
        "consensus" =>
            "consensus: { quorum: 3, onTie: fail }\nmembers: [{ id: a, position: peer }, { id: b, position: peer }, { id: c, "
                + "position: peer }]\n",
        "debate" =>
            "debate: { rounds: 2 }\nmembers: [{ id: a, position: side }, { id: b, position: side }, { id: c, position: judge "
                + "}]\n",
        "negotiation" =>
            "spec: { sections: [hero, faq], open: true }\n"
            + "negotiation: { maxRounds: 2, onStalemate: first, onUnclaimed: leave, parallelSections: false }\n" + Two,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "no such mode"),
    };

    /// <summary>The same in code.</summary>
    public static TeamDefinition Build(string mode)
    {
        var team = Team.Create("crew").Model("main", Main);
        return (mode switch
        {
            "coordinate" => WithTwo(team.Coordinate("main")),
            "route" => WithTwo(team.Route("main")),
            "broadcast" => WithTwo(team.Broadcast("main")),
            "tasks" => WithTwo(team.Tasks("main")),
            "sequential" => WithTwo(team.Sequential("main")),
            "loop" => WithTwo(team.Loop("main")),
            "handoff" => team.Handoff("main").HandoffReturn(HandoffReturn.Root)
                .Member("a", m => m.Handoffs("b")).Member("b", m => m.Handoffs()).Member("c"),
            "hierarchical" => Triad(
                team.Hierarchical("main").Phases(TeamPhase.Deliberation, TeamPhase.Execution),
                MemberPosition.Orchestrator, MemberPosition.Worker, MemberPosition.Worker),
            "dialectic" =>
                Triad(team.Dialectic("main"), MemberPosition.Proposer, MemberPosition.Critic, MemberPosition.Synthesizer),
            "debate" => Triad(team.Debate(2, "main"), new("side"), new("side"), new("judge")),
            "negotiation" => WithTwo(team.Negotiation(
                ["hero", "faq"], "main", open: true, maxRounds: 2, StalematePolicy.First, UnclaimedPolicy.Leave,
                parallelSections: false)),
            _ => Triad(team.Consensus(3, TiePolicy.Fail, "main"), MemberPosition.Peer, MemberPosition.Peer, MemberPosition.Peer),
        }).Build();
    }

    private static TeamBuilder WithTwo(TeamBuilder team) => team.Member("a", m => m.Role("Does a")).Member("b");

    private static TeamBuilder Triad(TeamBuilder team, MemberPosition a, MemberPosition b, MemberPosition c) =>
        team.Member("a", m => m.Position(a)).Member("b", m => m.Position(b)).Member("c", m => m.Position(c));
}
