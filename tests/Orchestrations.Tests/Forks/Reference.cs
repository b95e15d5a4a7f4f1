using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Modes;
using DurableTeams.Orchestrations.Tests.Runs;
using Microsoft.Extensions.AI;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Forks;

/// <summary>Teams whose models answer the same whenever they are asked the same: what a run and its forks make of them can be compared.</summary>
internal sealed class Reference
{
    private static readonly FunctionCallContent Note = Call("n", "note", ("text", "x"));

    public static IReadOnlyDictionary<string, Reference> All { get; } = new Dictionary<string, Reference>(StringComparer.Ordinal)
    {
        ["coordinate"] = new([In(TeamMode.Coordinate, Member("finder", "note"), Member("writer", "send"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("leader", 1) => Calls(Delegate("a", "finder", "Find"), Delegate("b", "writer", "Write"), Delegate("c", "nobody", "Do")),
            ("leader", 2) => Calls(Delegate("a", "finder", "Check")),
            ("finder", 1) => Calls(Note, Call("n", "note", ("text", "y"))),
            ("writer", 1) => Calls(Call("s", "send", ("text", "hi"))),
            _ => Text($"{agent}({ask.Last})"),
        }),
        ["nested"] = new(
            [
                In(TeamMode.Coordinate, Member("plain"), Nested("desk")), Inner("desk", TeamMode.Coordinate, Member("clerk", "send"), Nested("line")),
                Inner("line", TeamMode.Sequential, Member("one", "note"), Member("two")),
            ],
            (agent, turn, ask) => (agent, turn) switch
            {
                ("leader", 1) => Calls(Delegate("a", "desk", "Do it")),
                ("desk", 1) => Calls(Delegate("a", "clerk", "Send"), Delegate("b", "line", "Go through")),
                ("clerk", 1) => Calls(Call("s", "send", ("text", "hi"))),
                ("one", 1) => Calls(Note),
                _ => Text($"{agent}({ask.Last})"),
            }),
        ["handoff"] = new([In(TeamMode.Handoff, Member("root", "note"), Member("billing", "send"), Member("refunds"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("root", 1) => Calls(Note, Transfer("billing"), Transfer("refunds", callId: "t2")),
            ("billing", 1) => Calls(Call("s", "send", ("text", "hi"))),
            ("billing", 2) => Calls(Transfer("refunds")),
            _ => Text($"{agent}({ask.Last})"),
        }),
        ["tasks"] = new([In(TeamMode.Tasks, Member("one", "note"), Member("two", "send"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("leader", 1) => Calls(CreateTask("a", "First", "one"), CreateTask("b", "Second", "two", "task-1")),
            ("leader", 2) => Text("wait"),
            ("one", 1) => Calls(Note),
            ("two", 1) => Calls(Call("s", "send", ("text", "hi"))),
            _ => Text($"{agent}({ask.Last})"),
        }),
        ["sequential"] = new([In(TeamMode.Sequential, Member("one", "note"), Member("two", "send"), Member("three"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("one", 1) => Calls(Note),
            ("two", 1) => Calls(Call("s", "send", ("text", "hi"))),
            _ => Text($"{agent}({ask.Last})"),
        }),
        ["route"] = new([In(TeamMode.Route, Member("one", "send"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("leader", _) => Calls(Delegate("a", "one", "Do")),
            ("one", 1) => Calls(Call("s", "send", ("text", "hi"))),
            _ => Text($"{agent}({ask.Last})"),
        }),
        ["broadcast"] = new([In(TeamMode.Broadcast, Member("one"), Member("two", "note"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("leader", 1) => Calls(ToAll("Say")),
            ("two", 1) => Calls(Note),
            _ => Text($"{agent}({ask.Last})"),
        }),
        ["loop"] = new([In(TeamMode.Loop, Member("writer"), Member("critic"))], (agent, _, ask) =>
            agent == "critic" && ask.Last.Length > 60 ? Calls(ExitLoop()) : Text($"{agent}({ask.Last})")),
        ["hierarchical"] = new([Hierarchical(TeamPhase.Deliberation, TeamPhase.Execution)], (agent, _, ask) =>
            ask.Format == "subtasks" ? Text(Split()) : ask.Format == "phase_summary" ? Text(Summary("p", "d")) : Text($"{agent} did")),
        ["consensus"] = new([Consensus()], (agent, _, ask) => ask.Format == "vote" ? Text(Vote("ben")) : Text($"{agent} proposes")),
    };

    private readonly Func<string, int, ChatAsk, ChatResponse> _answer;

    private Reference(TeamDefinition[] teams, Func<string, int, ChatAsk, ChatResponse> answer) => (Teams, _answer) = (teams, answer);

    public TeamDefinition[] Teams { get; }

    /// <summary>Serves the team; what its tools did is in the outbox.</summary>
    public static async Task<(RunHarness Harness, Outbox Outbox)> ServeAsync(string name)
    {
        var (reference, outbox) = (All[name], new Outbox());
        var harness = await new RunHarness().With(outbox.Send).With(outbox.Note).ServeAsync(reference.Teams);
        harness.Chat.Answer = ask => Task.FromResult(reference._answer(ask.Agent, ask.Turn, ask));
        return (harness, outbox);
    }
}
