using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Modes;

public sealed class NegotiationTests
{
    [Fact]
    public async Task Run_ConcessionRevisionAndRuling_EachOwnerMakesItsSectionsAndTheLeaderPutsThemTogether()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Negotiation(["hero", "pricing", "faq"], maxRounds: 2));
        harness.Chat.Answer = ask => Task.FromResult(Reply.Text((ask.Agent, ask.Format, ask.Last) switch
        {
            ("ann", "claims", _) => NegotiationReply.Claims(("hero", "ann's hero"), ("pricing", "ann's pricing")),
            ("ben", "claims", _) => NegotiationReply.Claims(("hero", "ben's hero"), ("pricing", "ben's pricing")),
            ("cleo", "claims", _) => NegotiationReply.Claims(("faq", "cleo's faq")),
            ("ann", "responses", { } asked) when asked.Contains("Section hero", StringComparison.Ordinal) =>
                NegotiationReply.Responses(("hero", "concede", null), ("pricing", "revise", "ann's better pricing")),
            (_, "responses", { } asked) when asked.Contains("Section hero", StringComparison.Ordinal) =>
                NegotiationReply.Responses(("hero", "hold", null), ("pricing", "hold", null)),
            (_, "responses", _) => NegotiationReply.Responses(("pricing", "hold", null)),
            ("leader", "rulings", _) => NegotiationReply.Rulings(("pricing", "ann")),
            ("leader", _, _) => "Done: " + ask.Last.ReplaceLineEndings("|"),
            _ =>
                $"{ask.Agent} made {ask.Last[(ask.Last.LastIndexOf("The section", StringComparison.Ordinal) + 13)..].Split('\'')[0]}",
        }));

        var run = await harness.RunAsync("Make a site");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(
            "Done: Section hero, by ben:|ben made hero||Section pricing, by ann:|ann made pricing||Section faq, by cleo:|cleo made faq",
            run.Output!.Text);
        Assert.Equal(
            [
                "claim ann", "claim ben", "claim cleo", "respond ann", "respond ben", "respond ann", "respond ben", "rule team",
                "produce ben", "produce ann", "produce cleo",
            ],
            (await harness.Store.ListMemberRunsAsync(run.RunId)).Skip(1)
                .Select(member => $"{member.Brief!.Step} {member.MemberId}"));
        Assert.Equal(
            [
                "ClaimRegistered ann hero", "ClaimRegistered ben hero", "ClaimRegistered ann pricing",
                "ClaimRegistered ben pricing",
                "ClaimRegistered cleo faq", "SectionContested hero", "SectionContested pricing",
                "SectionSettled cleo faq claim 0",
                "PhaseCompleted deliberation", "NegotiationRound 1", "SectionSettled ben hero concession 1", "NegotiationRound 2",
                "SectionSettled ann pricing ruling 2", "SpecFrozen", "PhaseCompleted negotiation", "PhaseCompleted execution",
            ],
            (await harness.EventsAsync(run.RunId)).Where(item => item.Type is "ClaimRegistered" or "SectionContested"
                or "SectionSettled" or "NegotiationRound" or "SpecFrozen" or "PhaseCompleted").Select(Said));
        var blind = harness.Chat.AskedOf("ann").First(ask => ask.Format == "claims");
        Assert.Empty(blind.Tools);
        var respond = harness.Chat.AskedOf("ann").First(ask => ask.Format == "responses");
        Assert.Equal(["get_current_claims", "get_negotiation_state"], respond.Tools);
        Assert.Contains("Proposal of ben:\nben's hero", respond.Last.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("cleo", respond.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PartyIsATriad_ItsSynthesizerAnswersInTheForm()
    {
        var triad = TestTeam.Inner("ux", TeamMode.Dialectic) with
        {
            Model = null,
            Members =
            [
                TestMember.Of("pro") with { Position = MemberPosition.Proposer },
                TestMember.Of("con") with { Position = MemberPosition.Critic },
                TestMember.Of("syn") with { Position = MemberPosition.Synthesizer },
            ],
        };
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Negotiation(["hero"], members: [TestMember.Nested("ux"), TestMember.Of("ben")]), triad);
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Format, ask.Turn) switch
        {
            ("syn" or "ben", "claims", _) => Reply.Text(NegotiationReply.Claims(("hero", $"by {ask.Agent}"))),
            ("pro", null, 1) when ask.Tools.Count > 0 => Reply.Calls(
                new FunctionCallContent("a", "get_current_claims"),
                new FunctionCallContent("b", "get_negotiation_state", new Dictionary<string, object?> { ["section"] = "hero" })),
            ("syn", "responses", _) => Reply.Text(NegotiationReply.Responses(("hero", "hold", null))),
            ("ben", "responses", _) => Reply.Text(NegotiationReply.Responses(("hero", "concede", null))),
            _ => Reply.Text($"{ask.Agent} speaks"),
        });

        var run = await harness.RunAsync("Make a site");

        Assert.Equal((RunStatus.Completed, "leader speaks"), (run.Status, run.Output!.Text));
        var looked = harness.Chat.AskedOf("pro").First(ask => ask.Messages[^1].Role == ChatRole.Tool);
        Assert.Contains(
            """{"section":"hero","status":"contested","claimants":["ux","ben"]}""", looked.Last, StringComparison.Ordinal);
        Assert.Contains(
            """[{"memberId":"ux","proposal":"by syn","round":0},{"memberId":"ben","proposal":"by ben","round":0}]""",
            looked.Last,
            StringComparison.Ordinal);
        Assert.All(
            harness.Chat.AskedOf("pro").Where(ask => ask.Last.Contains("blind", StringComparison.Ordinal)),
            ask => Assert.Empty(ask.Tools));
    }

    [Fact]
    public async Task Produce_OwnerFailsAndTheLeaderIsTold_AnotherClaimantGetsTheSection()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Negotiation(["hero", "faq"], onStalemate: "first", maxRounds: 1).TellingLeader());
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Format) switch
        {
            ("cleo", "claims") => Reply.Text(NegotiationReply.Claims(("faq", "f"))),
            (_, "claims") => Reply.Text(NegotiationReply.Claims(("hero", $"by {ask.Agent}"))),
            (_, "responses") => Reply.Text(NegotiationReply.Responses(("hero", "hold", null))),
            ("leader", "rulings") => Reply.Text(NegotiationReply.Rulings(("hero", "ben"))),
            ("ann", _) => throw Reply.OutOfOrder(),
            _ => Reply.Text($"{ask.Agent}: {ask.Last.ReplaceLineEndings("|")}"),
        });

        var run = await harness.RunAsync("Make a site");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.StartsWith("leader: Section hero, by ben:|ben: ", run.Output!.Text, StringComparison.Ordinal);
        Assert.Contains(
            "It may go to: ben", harness.Chat.AskedOf("leader").First(ask => ask.Format == "rulings").Last,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stalemate_OnStalemateAsk_APersonNamesTheOwnerOfEachSection()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Negotiation(["hero", "faq"], onStalemate: "ask", maxRounds: 1));
        harness.Chat.Answer = ask => Task.FromResult(Reply.Text((ask.Agent, ask.Format) switch
        {
            ("cleo", "claims") => NegotiationReply.Claims(("faq", "cleo's faq")),
            (_, "claims") => NegotiationReply.Claims(("hero", $"{ask.Agent}'s hero")),
            (_, "responses") => NegotiationReply.Responses(("hero", "hold", null)),
            _ => $"{ask.Agent} made it",
        }));

        var paused = await harness.RunAsync("Make a site");
        var asked = Assert.Single(paused.Requirements);
        Assert.Equal(
            (RunStatus.Paused, RequirementKind.UserInput, "settle_section"), (paused.Status, asked.Kind, asked.Tool.Name));
        Assert.Equal(("team", "team"), (asked.MemberId, string.Join('/', asked.MemberPath)));
        Assert.Equal("owner", Assert.Single(asked.InputFields).Name);
        await harness.DecideAsync(new DecisionRequest(asked.RequirementId, "answer")
        {
            Values = JsonSerializer.SerializeToElement(new { owner = "ben" }),
        });
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "leader made it"), (run.Status, run.Output!.Text));
        Assert.Contains(
            "SectionSettled ben hero person 1",
            (await harness.EventsAsync(run.RunId, RunEventTypes.SectionSettled)).Select(Said));
    }

    [Fact]
    public async Task Run_PhaseIsListed_TheLeaderSumsItUpAndLaterStepsSeeTheSummary()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Negotiation(["hero"], onStalemate: "first", maxRounds: 1) with { Phases = [TeamPhase.Deliberation] });
        harness.Chat.Answer = ask => Task.FromResult(Reply.Text((ask.Agent, ask.Format) switch
        {
            (_, "claims") => NegotiationReply.Claims(("hero", $"{ask.Agent}'s hero")),
            (_, "responses") => NegotiationReply.Responses(("hero", "hold", null)),
            (_, "phase_summary") => TriadReply.Summary("deliberation", "all want hero"),
            _ => $"{ask.Agent} made it",
        }));

        var run = await harness.RunAsync("Make a site");

        Assert.Equal((RunStatus.Completed, "leader made it"), (run.Status, run.Output!.Text));
        Assert.Equal(
            ["deliberation True", "negotiation False", "execution False"],
            (await harness.EventsAsync(run.RunId, RunEventTypes.PhaseCompleted)).Select(item => string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{item.Data!.Value.GetProperty("phase")} {item.Data.Value.GetRawText().Contains("all want hero", StringComparison.Ordinal)}")));
        var summed = Assert.Single(harness.Chat.AskedOf("leader"), ask => ask.Format == "phase_summary");
        Assert.Contains("ben:", summed.Last, StringComparison.Ordinal);
        foreach (var format in new[] { "responses", null })
            Assert.Contains(
                "What the phase before came to:",
                harness.Chat.AskedOf("ann").First(ask => ask.Format == format).Last,
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_LeaderChangesTheSessionStateFirst_AnswersInItsNextTurn()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Negotiation(["hero"], onStalemate: "first", maxRounds: 1).WithState("""{"done": false}"""));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Format, ask.Turn) switch
        {
            (_, "claims", _) => Reply.Text(NegotiationReply.Claims(("hero", "h"))),
            (_, "responses", _) => Reply.Text(NegotiationReply.Responses(("hero", "hold", null))),
            ("leader", _, 1) => Reply.Calls(ToolCall.UpdateState("""{"done": true}""")),
            _ => Reply.Text($"{ask.Agent} made it"),
        });

        var run = await harness.RunAsync("Make a site");

        Assert.Equal((RunStatus.Completed, "leader made it"), (run.Status, run.Output!.Text));
        Assert.Equal("""{"done":true}""", run.State!.Value.GetRawText());
    }

    private static string Said(RunEvent item)
    {
        var data = item.Data!.Value;
        string?[] parts =
        [
            item.Type, Text("memberId"), Text("owner"), Text("section"), Text("by"), Text("phase"), Text("round"),
        ];
        return string.Join(' ', parts.Where((part, i) => part is not null
            && !(i == 6 && item.Type == RunEventTypes.ClaimRegistered)));

        string? Text(string name) => data.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ToString()
            : null;
    }
}
