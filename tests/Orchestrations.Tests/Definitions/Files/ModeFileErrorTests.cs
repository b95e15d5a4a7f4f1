namespace DurableTeams.Orchestrations.Tests.Definitions.Files;

/// <summary>
/// One thing per case that a team of a mode cannot be: a change of a right file, the line and the reason, and nothing else
/// reported.
/// </summary>
public sealed class ModeFileErrorTests : IDisposable
{
    private const string Hierarchical = "mode 'hierarchical' has one orchestrator and two workers";
    private const string Dialectic = "mode 'dialectic' has one proposer, one critic and one synthesizer";

    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    // Leaders.
    [InlineData(
        "coordinate", "model: main\n", "", 1, "mode 'coordinate' needs a leader; write 'model:' with the name of one of models",
        "'model' is missing; write the name of one of models, here or for the whole team")]
    [InlineData(
        "route", "id: crew\nmode: route\nmodel: main\n", "id: crew\nmode: route\nmodel: mian\n", 3,
        "there is no model 'mian' in models; did you mean 'main'?")]
    [InlineData(
        "sequential", "model: main\n", "", 4, "'model' is missing; write the name of one of models, here or for the whole team")]
    [InlineData("loop", "model: main\n", "model: mian\n", 3, "there is no model 'mian' in models; did you mean 'main'?")]
    [InlineData(
        "handoff", "model: main\n", "model: main\nonMemberFailure: tell-leader\n", 4,
        "'onMemberFailure: tell-leader' needs a leader to tell, and mode 'handoff' has none; write 'fail', or use one of: "
            + "coordinate, route, broadcast, tasks, negotiation")]
    // What belongs to other modes, even where it says what the default is.
    [InlineData(
        "coordinate", "model: main\n", "model: main\nphases: [deliberation]\n", 4,
        "'phases' is for the modes hierarchical, dialectic, consensus, negotiation, and this is mode 'coordinate'; remove it")]
    [InlineData(
        "handoff", "model: main\n", "model: main\nphases: []\n", 4,
        "'phases' is for the modes hierarchical, dialectic, consensus, negotiation, and this is mode 'handoff'; remove it")]
    [InlineData(
        "dialectic", "model: main\n", "model: main\nconsensus: { quorum: 2 }\n", 4,
        "'consensus' is for mode consensus, and this is mode 'dialectic'; remove it")]
    [InlineData(
        "route", "model: main\n", "model: main\nhandoffReturn: stay\n", 4,
        "'handoffReturn' is for mode handoff, and this is mode 'route'; remove it")]
    [InlineData(
        "route", "model: main\n", "model: main\nhandoffReturn: root\n", 4,
        "'handoffReturn' is for mode handoff, and this is mode 'route'; remove it")]
    [InlineData(
        "coordinate", "{ id: b }", "{ id: b, handoffs: [a] }", 5,
        "'handoffs' is for mode handoff, and this is mode 'coordinate'; remove it")]
    [InlineData(
        "coordinate", "{ id: b }", "{ id: b, position: worker }", 5,
        "'position' is for the modes hierarchical, dialectic, consensus, debate, and this is mode 'coordinate'; remove it")]
    // Positions.
    [InlineData("hierarchical", "a, position: orchestrator", "a, position: worker", 6, "position 'worker' is taken already; "
        + Hierarchical)]
    [InlineData(
        "hierarchical", "c, position: worker", "c, position: orchestrator", 6, "position 'orchestrator' is taken already; "
            + Hierarchical)]
    [InlineData("hierarchical", "{ id: a, position: orchestrator }, ", "", 6, Hierarchical + "; missing: one orchestrator")]
    [InlineData("hierarchical", ", { id: b, position: worker }, { id: c, position: worker }", "", 6, Hierarchical
        + "; missing: two workers")]
    [InlineData(
        "hierarchical", "b, position: worker", "b, position: peer", 6, "position 'peer' does not belong here; " + Hierarchical)]
    [InlineData(
        "hierarchical", "b, position: worker", "b, position: boss", 6,
        "unknown position 'boss'; valid here: orchestrator, worker, proposer, critic, synthesizer, peer, side, judge")]
    [InlineData("dialectic", "b, position: critic", "b", 5, "'position' is missing; " + Dialectic)]
    [InlineData(
        "dialectic", "{ id: c,", "{ id: d, position: critic }, { id: c,", 5, "position 'critic' is taken already; " + Dialectic)]
    [InlineData(
        "consensus", ", { id: c, position: peer }", "", 5, "'quorum' is 3, and there are 2 peers; write 1 to 2",
        "mode 'consensus' has three peers; missing: one peer")]
    [InlineData(
        "consensus", "{ id: c,", "{ id: d, position: peer }, { id: c,", 6,
        "position 'peer' is taken already; mode 'consensus' has three peers")]
    // Phases and votes.
    [InlineData(
        "hierarchical", "[deliberation, execution]", "[deliberation, execution, deliberation]", 5,
        "phase 'deliberation' is listed twice")]
    [InlineData(
        "hierarchical", "[deliberation, execution]", "[deliberate]", 5,
        "unknown phase 'deliberate'; did you mean 'deliberation'?")]
    [InlineData("hierarchical", "[deliberation, execution]", "deliberation", 5, "'phases' must be a list")]
    [InlineData("consensus", "quorum: 3", "quorum: 4", 5, "'quorum' is 4, and there are 3 peers; write 1 to 3")]
    [InlineData("consensus", "quorum: 3", "quorum: 0", 5, "'quorum' is 0, and there are 3 peers; write 1 to 3")]
    [InlineData(
        "consensus", "quorum: 3", "quorum: all", 5, "'quorum' must be a whole number, without quotes, at most 2147483647")]
    [InlineData("consensus", "onTie: fail", "onTie: random", 5, "unknown onTie 'random'; valid here: first, fail")]
    [InlineData("consensus", "onTie: fail", "ontie: fail", 5, "unknown key 'ontie'; did you mean 'onTie'?")]
    // Debates.
    [InlineData("debate", "rounds: 2", "rounds: 0", 5, "'rounds' should be at least 1")]
    [InlineData("debate", "rounds: 2", "rounds: 21", 5, "'rounds' should be at most 20")]
    [InlineData("debate", "rounds: 2", "round: 2", 5, "unknown key 'round'; did you mean 'rounds'?")]
    [InlineData(
        "dialectic", "model: main\n", "model: main\ndebate: { rounds: 3 }\n", 4,
        "'debate' is for mode debate, and this is mode 'dialectic'; remove it")]
    [InlineData(
        "debate", "b, position: side", "b, position: judge", 6,
        "position 'judge' is taken already; mode 'debate' has two sides and one judge")]
    // Hand-offs.
    [InlineData("handoff", "handoffs: [b]", "handoffs: [bb]", 6, "there is no member 'bb' to hand off to; did you mean 'b'?")]
    [InlineData(
        "handoff", "handoffs: [b]", "handoffs: [researcher]", 6,
        "there is no member 'researcher' to hand off to; valid here: b, c")]
    [InlineData("handoff", "handoffs: [b]", "handoffs: [a]", 6, "member 'a' cannot hand off to itself; remove it from handoffs")]
    [InlineData("handoff", "handoffs: [b]", "handoffs: [b, b]", 6, "'b' is listed twice in handoffs")]
    [InlineData("handoff", "handoffs: [b]", "handoffs: b", 6, "'handoffs' must be a list")]
    [InlineData(
        "handoff", "handoffReturn: root", "handoffReturn: leader", 5, "unknown handoffReturn 'leader'; valid here: stay, root")]
    [InlineData(
        "handoff", "model: main\n", "model: main\nhandoffs: [b]\n", 4,
        "unknown key 'handoffs'; valid here: id, name, description, mode, model, instructions, models, limits, retry, "
            + "onMemberFailure, history, state, stateInPrompt, output, phases, consensus, handoffReturn, debate, spec, "
                + "negotiation, members, tools")]
    // Output.
    [InlineData(
        "route", "model: main\n", "model: main\noutput: { schema: { type: string } }\n", 4,
        "'schema' must be a JSON Schema with 'type: object'")]
    [InlineData("route", "model: main\n", "model: main\noutput: {}\n", 4, "'schema' must be a JSON Schema with 'type: object'")]
    [InlineData(
        "route", "model: main\n", "model: main\noutput: { schema: headline }\n", 4, "'schema' must hold keys with values")]
    [InlineData(
        "route", "model: main\n", "model: main\noutput: { type: object }\n", 4, "unknown key 'type'; valid here: schema",
        "'schema' must be a JSON Schema with 'type: object'")]
    [InlineData(
        "route", "model: main\n", "model: main\noutput: { schema: { type: object, properties: { a: text } } }\n", 4,
        "'a' must be a schema, such as { type: string }")]
    // Agents in code.
    [InlineData(
        "handoff", "{ id: c }", "{ id: c, agent: clock, model: main }", 6,
        "an agent written in code has no model; remove 'model' or 'agent'")]
    [InlineData(
        "handoff", "{ id: c }", "{ id: c, agent: [clock] }", 6,
        "'agent' must be text; put quotes around text that starts with '{' or '['")]
    // The mode itself.
    [InlineData(
        "hierarchical", "mode: hierarchical\n", "mode: hierarchic\n", 2,
        "unknown mode 'hierarchic'; did you mean 'hierarchical'?")]
    [InlineData(
        "handoff", "mode: handoff\n", "", 1,
        "'mode' is missing; write one of: coordinate, route, broadcast, tasks, handoff, sequential, loop, hierarchical, "
            + "dialectic, consensus, debate, negotiation")]
    public void Load_OneThingWrong_IsReportedWithLineAndReason(
        string mode, string right, string wrong, int line, string reason, string? also = null)
    {
        var yaml = ModeTeams.Yaml(mode);
        Assert.Contains(right, yaml, StringComparison.Ordinal);
        var at = yaml.IndexOf(right, StringComparison.Ordinal);
        _directory.Write("crew.yaml", yaml[..at] + wrong + yaml[(at + right.Length)..]);

        var errors = _directory.Errors();

        Assert.Equal(also is null ? [reason] : [reason, also], errors.Select(e => e.Reason));
        Assert.Equal(("crew.yaml", line), (errors[0].File, errors[0].Line));
    }
}
