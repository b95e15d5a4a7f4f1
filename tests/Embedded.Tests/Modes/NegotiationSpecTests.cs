using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

/// <summary>The specification as clients read it, and the data that it leaves as a run's output.</summary>
public sealed class NegotiationSpecTests
{
    [Fact]
    public async Task Spec_BeforeAndAfterTheFreeze_SaysWhoClaimsOwnsAndMadeWhat()
    {
        await using var harness = new RunHarness();
        harness.Chat.Answer = Answer;
        await harness.ServeAsync(TestTeam.Negotiation(
            ["hero", "faq", "legal"], maxRounds: 1, onStalemate: "ask", onUnclaimed: "leave"));
        var paused = await harness.RunAsync("Make a site");

        Assert.Equal(
            """
            {"frozen":false,"sections":[
            {"name":"hero","status":"contested","owner":null,"by":null,"proposal":null,"claims":[{"memberId":"ann","proposal":"better","reason":"so","round":1},{"memberId":"ben","proposal":"ben's","reason":"best","round":0}],"content":null},
            {"name":"faq","status":"settled","owner":"cleo","by":"claim","proposal":"cleo's","claims":[{"memberId":"cleo","proposal":"cleo's","reason":"best","round":0}],"content":null},
            {"name":"legal","status":"open","owner":null,"by":null,"proposal":null,"claims":[],"content":null}
            ],"parties":[{"memberId":"ann","status":"in","error":null},{"memberId":"ben","status":"in","error":null},{"memberId":"cleo","status":"in","error":null}]}
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(await harness.SpecAsync(paused.RunId), ContractJson.Answers));

        await harness.DecideAsync(new DecisionRequest(Assert.Single(paused.Requirements).RequirementId, "answer")
        {
            Values = JsonSerializer.SerializeToElement(new { owner = "ann" }),
        });
        var run = await harness.RestAsync(paused.RunId);
        var spec = await harness.SpecAsync(run.RunId);

        Assert.True(spec.Frozen);
        Assert.Equal(
            ["hero done ann person better made by ann", "faq done cleo claim cleo's made by cleo", "legal open    "],
            spec.Sections.Select(section =>
                $"{section.Name} {section.Status} {section.Owner} {section.By} {section.Proposal} {section.Content}"));
        Assert.Equal("""{"hero":"made by ann","faq":"made by cleo"}""", run.Output!.Data!.Value.GetRawText());
    }

    [Fact]
    public async Task Spec_PartyThatFailed_IsOutAndSaysWhy()
    {
        await using var harness = new RunHarness();
        harness.Chat.Answer = ask => ask.Agent == "ben" ? throw Reply.OutOfOrder() : Answer(ask);
        await harness.ServeAsync(TestTeam.Negotiation(["hero", "faq"]).TellingLeader());

        var spec = await harness.SpecAsync((await harness.RunAsync("Make a site")).RunId);

        var gone = spec.Parties.Single(party => party.Status == "out");
        Assert.Equal(("ben", "modelFailed"), (gone.MemberId, gone.Error!.Code));
        Assert.Equal("ann", spec.Sections[0].Owner);
    }

    [Fact]
    public async Task Data_OfAPartyThatAnswersWithData_IsTheData()
    {
        await using var harness = new RunHarness();
        harness.Chat.Answer = ask => ask is { Agent: "inner", Format: "answer" }
            ? Task.FromResult(Reply.Text("""```json {"headline": "Hi"} ```""".Replace(' ', '\n')))
            : Answer(ask);
        await harness.ServeAsync(
            TestTeam.Negotiation(["hero"], members: [TestMember.Nested("inner"), TestMember.Of("cleo")]),
            TestTeam.Inner("inner", TeamMode.Coordinate, TestMember.Of("ann")).WithHeadline());

        var run = await harness.RunAsync("Make a site");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal("Hi", run.Output!.Data!.Value.GetProperty("hero").GetProperty("headline").GetString());
        Assert.Equal("Hi", (await harness.SpecAsync(run.RunId)).Sections[0].Content!.Value.GetProperty("headline").GetString());
    }

    [Fact]
    public async Task Data_OfATeamWithAnOutputSchema_IsTheLeadersAnswer()
    {
        await using var harness = new RunHarness();
        harness.Chat.Answer = ask => ask.Format == "answer"
            ? Task.FromResult(Reply.Text("""{"headline":"All"}"""))
            : Answer(ask);
        await harness.ServeAsync(TestTeam.Negotiation(["hero"]).WithHeadline());

        Assert.Equal("""{"headline":"All"}""", (await harness.RunAsync("Make a site")).Output!.Data!.Value.GetRawText());
    }

    [Fact]
    public async Task Spec_OfANestedTeam_IsFoundByItsMemberRunAndNamedWhereAnotherIsAskedFor()
    {
        await using var harness = new RunHarness();
        harness.Chat.Answer = Answer;
        await harness.ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("site"), TestMember.Of("last")),
            TestTeam.Negotiation(["hero"]) with { Id = "site", Name = "site" });
        var run = await harness.RunAsync("Make a site");
        var nested = run.Members[0].MemberRunId;

        Assert.Equal("ann", Assert.Single((await harness.SpecAsync(run.RunId, nested)).Sections).Owner);
        var refused = await RefusedAsync(null);
        Assert.Equal((404, "noSpec"), (refused.Status, refused.Code));
        Assert.EndsWith($"name a team that does with memberRunId: {nested} (site).", refused.Message, StringComparison.Ordinal);
        Assert.Equal("noSpec", (await RefusedAsync(run.Members.Single(member => member.MemberId == "last").MemberRunId)).Code);
        Assert.Equal("memberRunNotFound", (await RefusedAsync(run.RunId + ".99")).Code);

        Task<ApiException> RefusedAsync(string? memberRunId) =>
            Assert.ThrowsAsync<ApiException>(() => harness.SpecAsync(run.RunId, memberRunId));
    }

    /// <summary>Ann and Ben want the hero, and Ann revises; the FAQ is Cleo's. The inner team speaks as Ann.</summary>
    private static Task<Microsoft.Extensions.AI.ChatResponse> Answer(ChatAsk ask) =>
        Task.FromResult(Reply.Text((ask.Agent, ask.Format) switch
        {
            ("ann", "claims") => NegotiationReply.Claims(("hero", "ann's")),
            ("inner", "claims") => NegotiationReply.Claims(("hero", "inner's")),
            ("ben", "claims") => ask.Last.Contains("faq", StringComparison.Ordinal)
                ? NegotiationReply.Claims(("hero", "ben's"))
                : NegotiationReply.Claims(),
            ("cleo", "claims") => ask.Last.Contains("faq", StringComparison.Ordinal)
                ? NegotiationReply.Claims(("faq", "cleo's"))
                : NegotiationReply.Claims(),
            ("ann", "responses") => NegotiationReply.Responses(("hero", "revise", "better")),
            (_, "responses") => NegotiationReply.Responses(("hero", "hold", null)),
            _ => $"made by {ask.Agent}",
        }));
}
