using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;

namespace DurableTeams.Embedded.Tests.Replay;

/// <summary>
/// The reference runs of the modes other than coordinate, each as short as it can be with everything of its mode in it.
/// </summary>
internal static class ReferenceModes
{
    private const string Summary = """{"phase":"p","decisions":[],"openQuestions":[],"artifacts":{},"producedBy":"x"}""";

    public static IEnumerable<ReferenceRun> All { get; } =
    [
        Run(TeamMode.Route, [Member("one")], Does("leader", 1, Gives("delegate_task_to_member", "one"))),
        Run(TeamMode.Broadcast, [Member("one"), Member("two")], Does(
            "leader", 1, new ScriptedCall("delegate_task_to_members", new() { ["task"] = "Say." }))),
        Run(TeamMode.Tasks, [Member("one"), Member("two")],
            Does("leader", 1, Creates("First", "one"), Creates("Second", "two", "task-1")),
            Does("leader", 3, new ScriptedCall("complete")) with { Text = "Done." }),
        Run(TeamMode.Handoff, [Member("one"), Member("two")],
            Does("one", 1, new ScriptedCall("transfer_to_agent", new() { ["agent_name"] = "two", ["reason"] = "It is yours." }))),
        Run(TeamMode.Sequential, [Member("one"), Member("two")]),
        Run(TeamMode.Loop, [Member("one"), Member("two")],
            new ScriptedTurn { Agent = "two", User = "again", Calls = [new("exit_loop")] }, Says("two", "{last} again"),
            Says("one", "{last}")),
        Run(TeamMode.Hierarchical, [Member("one", MemberPosition.Orchestrator), Member("two", MemberPosition.Worker)],
            new ScriptedTurn { Format = "subtasks", Text = """{"subtasks":[{"memberId":"two","task":"Your part."}]}""" }),
        Run(TeamMode.Dialectic, [Member("one", MemberPosition.Proposer), Member("two", MemberPosition.Critic), Member(
            "three", MemberPosition.Synthesizer)],
            new ScriptedTurn { Format = "phase_summary", Text = Summary }),
        Run(TeamMode.Consensus, [Member("one", MemberPosition.Peer), Member("two", MemberPosition.Peer)],
            new ScriptedTurn { Format = "vote", Text = """{"vote":"one","reason":"best"}""" }),
        new ReferenceRun("mode-negotiation", Negotiation(), "completed") { Since = 3 },
    ];

    // An agent and a triad claim the same section; a ruling, an assignment, and two sections that are made.
    private static TeamDefinition Negotiation()
    {
        var triad = Make("triad", TeamMode.Dialectic,
        [
            Member("two", MemberPosition.Proposer), Member("three", MemberPosition.Critic),
            Member("four", MemberPosition.Synthesizer),
        ], [.. Answers]) with { Phases = [] };
        return Make(
            "mode-negotiation", new TeamMode("negotiation"),
            [Member("one"), new MemberDefinition { Id = "triad", Team = "triad" }],
            [.. Answers]) with
        {
            Nested = [triad],
            ModeSettings = new Dictionary<string, JsonElement>
            {
                ["spec"] = JsonSerializer.SerializeToElement(new { sections = new[] { "a", "b" }, open = false }),
                ["negotiation"] = JsonSerializer.SerializeToElement(
                    new { maxRounds = 1, onStalemate = "arbiter", onUnclaimed = "assign", parallelSections = true }),
            },
        };
    }

    private static IEnumerable<ScriptedTurn> Answers =>
    [
        new() { Format = "claims", Text = """{"claims":[{"section":"a","proposal":"p"}]}""" },
        new() { Format = "responses", Text = """{"responses":[{"section":"a","decision":"hold"}]}""" },
        new() { Format = "rulings", User = "Nobody claimed", Text = """{"rulings":[{"section":"b","owner":"one"}]}""" },
        new() { Format = "rulings", Text = """{"rulings":[{"section":"a","owner":"triad"}]}""" },
    ];

    /// <summary>A team of this mode, whose members say Done where the script says nothing else.</summary>
    public static TeamDefinition Make(
        string name, TeamMode mode, IReadOnlyList<MemberDefinition> members, params ScriptedTurn[] script) =>
        new()
        {
            Id = name,
            Name = name,
            Mode = mode,
            Model = mode.HasLeader() ? "model" : null,
            Models = new(StringComparer.Ordinal)
            {
                ["model"] = new ModelDefinition
                {
                    Provider = "scripted",
                    Script = [.. script, new ScriptedTurn { Text = "Done." }]
                },
            },
            Retry = new RetryDefinition { Model = new RetrySetting(1, TimeSpan.FromMilliseconds(1)) },
            Phases = mode == TeamMode.Dialectic ? [TeamPhase.Deliberation, TeamPhase.Execution] : [],
            Members = members,
        };

    public static MemberDefinition Member(string id, MemberPosition? position = null) =>
        new() { Id = id, Model = "model", Position = position };

    private static ReferenceRun Run(TeamMode mode, IReadOnlyList<MemberDefinition> members, params ScriptedTurn[] script)
    {
        var name = "mode-" + System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(mode.ToString());
        return new ReferenceRun(name, Make(name, mode, members, script), "completed");
    }

    private static ScriptedTurn Does(string agent, int turn, params ScriptedCall[] calls) =>
        new() { Agent = agent, Turn = turn, Calls = calls };

    private static ScriptedTurn Says(string agent, string text) => new() { Agent = agent, Text = text };

    private static ScriptedCall Gives(string tool, string member) =>
        new(tool, new() { ["member_id"] = member, ["task"] = "Your part." });

    private static ScriptedCall Creates(string title, string member, params string[] dependsOn) => new("create_task", new()
    {
        ["title"] = title,
        ["member_id"] = member,
        ["depends_on"] = new JsonArray([.. dependsOn.Select(on => JsonValue.Create(on))])
    });
}
