using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;
using static DurableTeams.Embedded.Tests.Negotiation.Play;

namespace DurableTeams.Embedded.Tests.Negotiation;

/// <summary>
/// Parties of every kind, and who may see what: claims are blind, a party's conversations are its own, and its own tools belong
/// to the work after the freeze.
/// </summary>
public sealed class ScopeTests
{
    private static readonly string[] Looks = ["get_current_claims", "get_negotiation_state"];

    public static TheoryData<string> Kinds => ["coordinate", "handoff", "sequential", "broadcast", "consensus", "negotiation"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task PartyIsATeam_WorksOnEachStepInItsModeAndSpeaksInTheForm(string kind)
    {
        var outbox = new Outbox();
        await using var harness = await new RunHarness().With(outbox.Note).ServeAsync(
            TestTeam.Negotiation(["hero"], members: [TestMember.Of("zoe"), TestMember.Nested("crew")]), Crew(kind));
        harness.Chat.Answer = ask => Task.FromResult(Answer(kind, ask));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        Assert.Contains("SectionSettled hero crew concession 1", await StoryAsync(harness, run.RunId));
        Assert.Contains("Section hero, by crew:", harness.Chat.AskedOf("leader").Last().Last, StringComparison.Ordinal);
        foreach (var ask in harness.Chat.Asked.Where(ask => ask.Agent is not ("leader" or "zoe")))
        {
            var step = StepOf(ask);
            if (step != "produce") Assert.DoesNotContain("note", ask.Tools);
            else if (ask is { Format: null } && ask.Agent != "crew") Assert.Contains("note", ask.Tools);
            // The agents of a negotiation within look at their own team's specification.
            if (kind != "negotiation") Assert.Equal(step == "claim" ? [] : Looks, ask.Tools.Intersect(Looks));
            var seen = string.Join('\n', ask.Messages.Select(message => message.Text));
            Assert.Equal(step == "respond", seen.Contains("zoe: hero", StringComparison.Ordinal));
            // What zoe said to herself, and why, is hers.
            Assert.DoesNotContain("secret of zoe", seen, StringComparison.Ordinal);
        }

        Assert.NotEmpty(outbox.Sent);
    }

    [Fact]
    public async Task Look_TellsTheOthersProposalsAndNothingElse()
    {
        await using var harness = await ServeAsync(Team("hero faq", "ann ben", maxRounds: 1));
        Script.For(harness.Chat)
            .With("ann", Reply.Text(Claims("ann", "hero")),
                Reply.Calls(
                    ToolCall.Of("a", "get_current_claims"), ToolCall.Of("b", "get_negotiation_state", ("section", "hero")),
                    ToolCall.Of("c", "get_negotiation_state", ("section", "footer")), ToolCall.Of("d", "get_negotiation_state")),
                Reply.Text(Responses("hero concede")))
            .With("ben", Reply.Text(Claims("ben", "hero", "faq")), Reply.Text(Responses("hero hold")), Reply.Text("1"),
                Reply.Text("2"))
            .With("leader", Reply.Text("done"));

        var run = await harness.RunAsync("Go");

        Assert.True(run.Status == RunStatus.Completed, run.Error?.Message);
        var told = harness.Chat.AskedOf("ann").ElementAt(2).Last.Split('\n');
        Assert.Equal(
            """a={"sections":[{"section":"hero","status":"contested","claimants":["ann","ben"]},{"section":"faq","status":"settled","owner":"ben","claimants":["ben"]}]}""",
            told[0]);
        Assert.Equal(
            """b={"section":"hero","status":"contested","rounds":0,"claims":[{"memberId":"ann","proposal":"ann: hero","round":0},{"memberId":"ben","proposal":"ben: hero","round":0}]}""",
            told[1]);
        Assert.Contains("There is no such section. The sections are: hero, faq", told[2], StringComparison.Ordinal);
        Assert.Contains("section", told[3], StringComparison.Ordinal);
    }

    private static TeamDefinition Crew(string kind)
    {
        TeamDefinition Inner(params string[] members) => TestTeam.Inner(
            "crew", new TeamMode(kind), [.. members.Select(member => TestMember.Of(member, "note"))]);
        return kind switch
        {
            "consensus" => Inner("one", "two", "six") with
            {
                Members = [.. new[] { "one", "two", "six" }.Select(id => TestMember.Of(
                    id, "note") with { Position = MemberPosition.Peer })],
            },
            "negotiation" => Inner("one", "two") with
            {
                ModeSettings = TestTeam.Negotiation(["left"], maxRounds: 1, onStalemate: "first").ModeSettings,
            },
            _ => Inner("one", "two"),
        };
    }

    private static string StepOf(ChatAsk ask)
    {
        var seen = string.Join('\n', ask.Messages.Select(message => message.Text));
        bool Has(string words) => seen.Contains(words, StringComparison.Ordinal);
        if (Has("Other parties claim these sections, too:") || Has("(respond)")) return "respond";
        return Has("'hero' is yours") || Has("(produce)") ? "produce" : "claim";
    }

    private static ChatResponse Answer(string kind, ChatAsk ask)
    {
        // The inner negotiation has a section of its own, left, in each step of the outer one.
        var inner = kind == "negotiation" && ask.Agent is "one" or "two";
        if (ask.Format == "vote") return Reply.Text(TriadReply.Vote("two"));
        if (inner && ask.Format == "claims") return Reply.Text(Claims(ask.Agent, ask.Agent == "one" ? ["left"] : []));
        if (ask.Agent is "leader") return Reply.Text("done");
        if (ask.Format == "claims")
        {
            return Reply.Text(ask.Agent == "zoe"
                ? NegotiationReply.Claims(("hero", "zoe: hero")).Replace("best", "secret of zoe", StringComparison.Ordinal)
                : Claims(ask.Agent, "hero"));
        }

        if (ask.Format == "responses") return Reply.Text(Responses(ask.Agent == "zoe" ? "hero concede" : "hero hold"));
        return (kind, ask.Agent, ask.Turn) switch
        {
            ("coordinate", "crew", 1) => Reply.Calls(ToolCall.Delegate("d", "one", ask.Messages[^1].Text)),
            ("broadcast", "crew", 1) => Reply.Calls(ToolCall.DelegateToAll(ask.Messages[^1].Text)),
            ("handoff", "one", _) when !ask.Messages.Any(message => message.Role == ChatRole.Tool)
                && ask.Tools.Contains("note") =>
                Reply.Calls(ToolCall.Of("n", "note", ("text", "x"))),
            (_, "one", 1) when ask.Tools.Contains("note") => Reply.Calls(ToolCall.Of("n", "note", ("text", "x"))),
            _ => Reply.Text($"{ask.Agent} did it ({StepOf(ask)})"),
        };
    }
}
