using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Orchestrations.Tests.Runs;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Modes;

/// <summary>Teams of every mode.</summary>
internal static class ModeTeams
{
    /// <summary>A team named <c>team</c>.</summary>
    public static TeamDefinition In(TeamMode mode, params MemberDefinition[] members) =>
        RunHarness.Team(members) with { Mode = mode, Model = mode.HasLeader() ? "test" : null };

    /// <summary>A team that can be a member; its leader goes by its id.</summary>
    public static TeamDefinition Inner(string id, TeamMode mode, params MemberDefinition[] members) => In(mode, members) with
    {
        Id = id,
        Name = id,
        Models = new(StringComparer.Ordinal) { ["test"] = new ModelDefinition { Provider = "test", Model = id } },
    };

    /// <summary>The member that such a team is.</summary>
    public static MemberDefinition Nested(string team) => new() { Id = team, Team = team };

    public static TeamDefinition Hierarchical(params TeamPhase[] phases) => Triad(
        TeamMode.Hierarchical, phases, ("boss", MemberPosition.Orchestrator), ("left", MemberPosition.Worker), ("right", MemberPosition.Worker));

    public static TeamDefinition Dialectic(params TeamPhase[] phases) => Triad(
        TeamMode.Dialectic, phases, ("pro", MemberPosition.Proposer), ("con", MemberPosition.Critic), ("syn", MemberPosition.Synthesizer));

    public static TeamDefinition Consensus(params TeamPhase[] phases) => Triad(
        TeamMode.Consensus, phases, ("ann", MemberPosition.Peer), ("ben", MemberPosition.Peer), ("cleo", MemberPosition.Peer));

    public static TeamDefinition Debate(int rounds) => Triad(
        new TeamMode("debate"), [], ("pro", new("side")), ("con", new("side")), ("judge", new("judge"))) with
    {
        ModeSettings = new Dictionary<string, JsonElement> { ["debate"] = JsonSerializer.SerializeToElement(new { rounds }) },
    };

    public static string Verdict(string winner) => $$"""{"winner":"{{winner}}","reason":"r"}""";

    public static TeamDefinition Limit(this TeamDefinition team, Func<LimitsDefinition, LimitsDefinition> limits) => team with { Limits = limits(team.Limits) };

    public static TeamDefinition TellingLeader(this TeamDefinition team) => team with { OnMemberFailure = MemberFailurePolicy.TellLeader };

    public static TeamDefinition Remembering(this TeamDefinition team, HistoryScope scope, int turns = 10) =>
        team with { History = new HistoryDefinition { Scope = scope, Turns = turns } };

    public static TeamDefinition WithState(this TeamDefinition team, string state, bool inPrompt = false) =>
        team with { State = JsonNode.Parse(state)!.AsObject(), StateInPrompt = inPrompt };

    /// <summary>The answer is to be <c>{"headline": text}</c>.</summary>
    public static TeamDefinition WithHeadline(this TeamDefinition team) => team with
    {
        Output = new OutputDefinition(JsonNode.Parse("""{"type":"object","required":["headline"],"properties":{"headline":{"type":"string"}}}""")!.AsObject()),
    };

    public static MemberDefinition Handing(string id, params string[] to) => RunHarness.Member(id) with { Handoffs = to };

    public static FunctionCallContent Transfer(string to, string reason = "because", string callId = "t") =>
        TestChat.Call(callId, "transfer_to_agent", ("agent_name", to), ("reason", reason));

    public static FunctionCallContent ToAll(string task) => TestChat.Call("all", "delegate_task_to_members", ("task", task));

    public static FunctionCallContent CreateTask(string callId, string title, string member, params string[] dependsOn) =>
        TestChat.Call(callId, "create_task", ("title", title), ("member_id", member), ("depends_on", dependsOn));

    public static FunctionCallContent Complete() => TestChat.Call("done", "complete");

    public static FunctionCallContent ExitLoop() => TestChat.Call("exit", "exit_loop");

    public static FunctionCallContent UpdateState(string patch) => TestChat.Call("state", "update_session_state", ("patch", JsonNode.Parse(patch)));

    /// <summary>A split as the orchestrator answers it.</summary>
    public static string Split(string left = "left part", string right = "right part") =>
        $$"""{"subtasks":[{"memberId":"left","task":"{{left}}"},{"memberId":"right","task":"{{right}}"}]}""";

    public static string Vote(string member) => $$"""{"vote":"{{member}}","reason":"best"}""";

    public static string Summary(string phase, string decision) =>
        $$"""{"phase":"{{phase}}","decisions":["{{decision}}"],"openQuestions":[],"artifacts":{},"producedBy":"x"}""";

    private static TeamDefinition Triad(TeamMode mode, TeamPhase[] phases, params (string Id, MemberPosition Position)[] members) =>
        In(mode, [.. members.Select(member => RunHarness.Member(member.Id) with { Position = member.Position })]) with { Phases = phases };
}
