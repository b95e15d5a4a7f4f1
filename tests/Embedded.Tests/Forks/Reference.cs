using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Forks;

/// <summary>
/// Teams whose models answer the same whenever they are asked the same: what a run and its forks make of them can be compared.
/// </summary>
internal sealed class Reference
{
    private static readonly FunctionCallContent Note = ToolCall.Of("n", "note", ("text", "x"));

    public static IReadOnlyDictionary<string, Reference> All { get; } = new Dictionary<string, Reference>(StringComparer.Ordinal)
    {
        ["coordinate"] = new([TestTeam.In(TeamMode.Coordinate, TestMember.Of("finder", "note"), TestMember.Of(
            "writer", "send"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "finder", "Find"), ToolCall.Delegate(
                "b", "writer", "Write"), ToolCall.Delegate("c", "nobody", "Do")),
            ("leader", 2) => Reply.Calls(ToolCall.Delegate("a", "finder", "Check")),
            ("finder", 1) => Reply.Calls(Note, ToolCall.Of("n", "note", ("text", "y"))),
            ("writer", 1) => Reply.Calls(ToolCall.Of("s", "send", ("text", "hi"))),
            _ => Reply.Text($"{agent}({ask.Last})"),
        }),
        ["nested"] = new(
            [
                TestTeam.In(TeamMode.Coordinate, TestMember.Of("plain"), TestMember.Nested("desk")),
                TestTeam.Inner("desk", TeamMode.Coordinate, TestMember.Of("clerk", "send"), TestMember.Nested("line")),
                TestTeam.Inner("line", TeamMode.Sequential, TestMember.Of("one", "note"), TestMember.Of("two")),
            ],
            (agent, turn, ask) => (agent, turn) switch
            {
                ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "desk", "Do it")),
                ("desk", 1) => Reply.Calls(ToolCall.Delegate("a", "clerk", "Send"), ToolCall.Delegate("b", "line", "Go through")),
                ("clerk", 1) => Reply.Calls(ToolCall.Of("s", "send", ("text", "hi"))),
                ("one", 1) => Reply.Calls(Note),
                _ => Reply.Text($"{agent}({ask.Last})"),
            }),
        ["handoff"] = new([TestTeam.In(TeamMode.Handoff, TestMember.Of("root", "note"), TestMember.Of(
            "billing", "send"), TestMember.Of("refunds"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("root", 1) => Reply.Calls(Note, ToolCall.Transfer("billing"), ToolCall.Transfer("refunds", callId: "t2")),
            ("billing", 1) => Reply.Calls(ToolCall.Of("s", "send", ("text", "hi"))),
            ("billing", 2) => Reply.Calls(ToolCall.Transfer("refunds")),
            _ => Reply.Text($"{agent}({ask.Last})"),
        }),
        ["tasks"] = new([TestTeam.In(TeamMode.Tasks, TestMember.Of("one", "note"), TestMember.Of(
            "two", "send"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("leader", 1) =>
                Reply.Calls(ToolCall.CreateTask("a", "First", "one"), ToolCall.CreateTask("b", "Second", "two", "task-1")),
            ("leader", 2) => Reply.Text("wait"),
            ("one", 1) => Reply.Calls(Note),
            ("two", 1) => Reply.Calls(ToolCall.Of("s", "send", ("text", "hi"))),
            _ => Reply.Text($"{agent}({ask.Last})"),
        }),
        ["sequential"] = new([TestTeam.In(TeamMode.Sequential, TestMember.Of("one", "note"), TestMember.Of(
            "two", "send"), TestMember.Of("three"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("one", 1) => Reply.Calls(Note),
            ("two", 1) => Reply.Calls(ToolCall.Of("s", "send", ("text", "hi"))),
            _ => Reply.Text($"{agent}({ask.Last})"),
        }),
        ["route"] = new([TestTeam.In(TeamMode.Route, TestMember.Of("one", "send"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("leader", _) => Reply.Calls(ToolCall.Delegate("a", "one", "Do")),
            ("one", 1) => Reply.Calls(ToolCall.Of("s", "send", ("text", "hi"))),
            _ => Reply.Text($"{agent}({ask.Last})"),
        }),
        ["broadcast"] = new([TestTeam.In(
            TeamMode.Broadcast, TestMember.Of("one"), TestMember.Of("two", "note"))], (agent, turn, ask) => (agent, turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.DelegateToAll("Say")),
            ("two", 1) => Reply.Calls(Note),
            _ => Reply.Text($"{agent}({ask.Last})"),
        }),
        ["loop"] = new([TestTeam.In(TeamMode.Loop, TestMember.Of("writer"), TestMember.Of("critic"))], (agent, _, ask) =>
            agent == "critic" && ask.Last.Length > 60 ? Reply.Calls(ToolCall.ExitLoop()) : Reply.Text($"{agent}({ask.Last})")),
        ["hierarchical"] = new([TestTeam.Hierarchical(TeamPhase.Deliberation, TeamPhase.Execution)], (agent, _, ask) =>
            ask.Format == "subtasks"
                ? Reply.Text(TriadReply.Split())
                : ask.Format == "phase_summary" ? Reply.Text(TriadReply.Summary("p", "d")) : Reply.Text($"{agent} did")),
        ["consensus"] = new([TestTeam.Consensus()], (agent, _, ask) => ask.Format == "vote"
            ? Reply.Text(TriadReply.Vote("ben"))
            : Reply.Text($"{agent} proposes")),
        ["negotiation"] = new([TestTeam.Negotiation(
            ["hero", "faq"], maxRounds: 1, members: [TestMember.Of("one", "note"), TestMember.Of("two", "send")])],
            (agent, turn, ask) => (agent, ask.Format, turn) switch
            {
                (_, "claims", _) => Reply.Text(NegotiationReply.Claims(
                    [("hero", $"{agent}'s hero"), .. agent == "two" ? [("faq", "two's faq")] : Array.Empty<(string, string)>()])),
                (_, "responses", _) => Reply.Text(NegotiationReply.Responses(("hero", "revise", $"{agent}'s other hero"))),
                (_, "rulings", _) => Reply.Text(NegotiationReply.Rulings(("hero", "one"))),
                ("one", _, 1) => Reply.Calls(Note),
                ("two", _, 1) => Reply.Calls(ToolCall.Of("s", "send", ("text", "hi"))),
                _ => Reply.Text($"{agent}({ask.Last})"),
            }),
    };

    private readonly Func<string, int, ChatAsk, ChatResponse> _answer;

    private Reference(TeamDefinition[] teams, Func<string, int, ChatAsk, ChatResponse> answer) =>
        (Teams, _answer) = (teams, answer);

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
