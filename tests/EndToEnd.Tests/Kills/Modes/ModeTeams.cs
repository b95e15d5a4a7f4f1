using static DurableTeams.Testing.Servers.ChatAnswer;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>A team for each mode, and one with teams in it. Members do the same in all: see <see cref="ModeScripts"/>.</summary>
public static class ModeTeams
{
    private const string Looks = ", tools: [look]";
    private const string Sends = ", tools: [send]";

    public static IReadOnlyList<ModeTeam> All { get; } =
    [
        new("coordinate", "coordinate") { Members = [("alpha", Looks), ("beta", Sends)], Script = ModeScripts.Coordinate },
        new("route", "route") { Members = [("alpha", Looks), ("both", ", tools: [look, send]")], Script = ModeScripts.Route },
        new("broadcast", "broadcast")
        {
            Members = [("alpha", Looks), ("beta", Sends), ("gamma", "")],
            Script = ModeScripts.Broadcast
        },
        new("tasks", "tasks") { Members = [("alpha", Looks), ("beta", Sends), ("gamma", "")], Script = ModeScripts.Tasks },
        new("handoff", "handoff") { Members = [("alpha", Looks), ("beta", Sends)], Script = ModeScripts.Handoff },
        new("sequential", "sequential")
        {
            Members = [("alpha", Looks), ("beta", Sends), ("gamma", "")],
            Script = ModeScripts.Members
        },
        new("loop", "loop") { Members = [("writer", Looks), ("judge", Sends)], Script = ModeScripts.Loop },
        new("hierarchical", "hierarchical")
        {
            Settings = "phases: [deliberation, execution]",
            Members =
            [
                ("chief", ", position: orchestrator"),
                ("alpha", ", position: worker" + Looks),
                ("beta", ", position: worker" + Sends)
            ],
            Script = ModeScripts.Hierarchical,
        },
        new("dialectic", "dialectic")
        {
            Settings = "phases: [negotiation]",
            Members =
            [
                ("alpha", ", position: proposer" + Looks),
                ("beta", ", position: critic" + Sends),
                ("gamma", ", position: synthesizer")
            ],
            Script = ModeScripts.Members,
        },
        new("consensus", "consensus")
        {
            Settings = "phases: [deliberation]",
            Members =
            [
                ("alpha", ", position: peer" + Looks), ("beta", ", position: peer" + Sends), ("gamma", ", position: peer")
            ],
            Script = ModeScripts.Members,
        },
        new("debate", "debate")
        {
            Settings = "debate: { rounds: 1 }",
            Members =
            [
                ("alpha", ", position: side" + Looks), ("beta", ", position: side" + Sends), ("gamma", ", position: judge")
            ],
            Script = ModeScripts.Members,
        },
        new("negotiation", "negotiation")
        {
            Settings = "spec: { sections: [one, two, three] }\nnegotiation: { maxRounds: 1 }",
            Members = [("alpha", Looks), ("beta", Sends), ("trio", "")],
            Nested = [Trio],
            Script = ModeScripts.Negotiation,
        },
        new("nested", "coordinate") { Members = [("alpha", Looks), ("desk", "")], Nested = [Desk], Script = ModeScripts.Nested },
    ];

    public static ModeTeam Named(string id) => All.Single(team => team.Id == id);

    private static ModeTeam Trio => new("trio", "dialectic")
    {
        Members =
        [
            ("gamma", ", position: proposer"), ("delta", ", position: critic"), ("epsilon", ", position: synthesizer")
        ],
        Script = (_, _) => Say(""),
    };

    private static ModeTeam Desk => new("desk", "coordinate")
    {
        Leader = "desk",
        Members = [("gamma", ""), ("line", "")],
        Nested = [new ModeTeam("line", "sequential") { Members = [("beta", Sends), ("delta", "")], Script = (_, _) => Say("") }],
        Script = (_, _) => Say(""),
    };
}
