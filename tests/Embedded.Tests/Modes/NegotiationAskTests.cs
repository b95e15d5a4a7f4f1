using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Modes;

/// <summary><c>onStalemate: ask</c>: a person says who gets each section that stays contested.</summary>
public sealed class NegotiationAskTests
{
    private static TeamDefinition Team { get; } =
        TestTeam.Negotiation(["hero", "pricing"], maxRounds: 1, onStalemate: "ask") with
        {
            // Neither bound is for turns that no model takes.
            Limits = TestTeam.Of().Limits with { MaxSteps = 1 },
        };

    [Fact]
    public async Task Stalemate_EachSectionIsAskedForWithItsProposalsAndSettledByItsOwnAnswer()
    {
        await using var harness = await ServeAsync(Team);

        var paused = await harness.RunAsync("Make a site");

        Assert.Equal(RunStatus.Paused, paused.Status);
        var hero = Asked(paused, "hero");
        Assert.Equal(
            (RequirementKind.UserInput, "team", "team", "settle_section"),
            (hero.Kind, hero.MemberId, string.Join('/', hero.MemberPath), hero.Tool.Name));
        Assert.Equal(
            """{"section":"hero","proposals":[{"memberId":"ann","proposal":"hero by ann","reason":"best"},"""
            + """{"memberId":"ben","proposal":"hero by ben","reason":"best"}]}""",
            hero.Tool.Arguments.GetRawText());
        var field = Assert.Single(hero.InputFields);
        Assert.Equal(
            ("owner", "string", true, """["ann","ben"]"""),
            (field.Name, field.Type, field.Required, JsonSerializer.Serialize(field.Choices)));
        Assert.True(paused.Members[^1].Status == RunStatus.Paused && paused.Members[^1].MemberId == "team");

        Assert.Contains(
            "owner: must be one of ann, ben", (await RefusedAsync(harness, hero, "cleo", 400)).Message, StringComparison.Ordinal);
        Assert.Equal(
            409,
            (await Assert.ThrowsAsync<ApiException>(() => harness.DecideAsync(hero.RequirementId, "reject"))).Status);
        await AnswerAsync(harness, Asked(paused, "pricing"), "ben", "cheaper");
        Assert.Equal(RunStatus.Paused, (await harness.RestAsync(paused.RunId)).Status);
        await harness.RestartAsync();
        await AnswerAsync(harness, hero, "ann");
        await AnswerAsync(harness, hero, "ann");
        await RefusedAsync(harness, hero, "ben", 409);
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "ann makes hero|ben makes pricing"), (run.Status, run.Output!.Text));
        Assert.Equal(
            ["hero ann person 1", "pricing ben person 1"],
            (await harness.EventsAsync(run.RunId, "SectionSettled")).Select(item => item.Data!.Value).Select(data =>
                string.Join(' ', new[] { "section", "owner", "by", "round" }.Select(name => data.GetProperty(name)))));
        var asking = Assert.Single(run.Members, member => member.MemberId == "team");
        Assert.Equal(
            """{"rulings":[{"section":"hero","owner":"ann"},{"section":"pricing","owner":"ben","reason":"cheaper"}]}""",
            asking.Output);
        var root = (await harness.TraceAsync(run.RunId)).Root;
        Assert.Equal(
            ["phase deliberation", "phase negotiation", "phase execution"],
            root.Children.Select(span => span.Name).Where(name => name != "chat"));
        Assert.Equal(["round 1", "invoke_agent Team"], root.Children[1].Children.Select(span => span.Name));
        Assert.Equal(
            [
                "await_decision settle_section", "await_decision settle_section", "execute_tool settle_section",
                "execute_tool settle_section",
            ],
            root.Children[1].Children[1].Children.Select(span => span.Name).Order());
        // Nobody asked a model.
        Assert.Equal(new Usage(0, 0, 0, 2), asking.Usage);
        Assert.Equal(harness.Chat.Asked.Count, run.Usage.ModelCalls);
        Assert.Equal(harness.Chat.Asked.Count, (await harness.EventsAsync(run.RunId, "ModelCallCompleted")).Count);
    }

    [Fact]
    public async Task HostDies_WhileAPersonIsAskedAndBeforeTheAnswerIsDelivered_NothingIsAskedTwiceOrLost()
    {
        await using var harness = await ServeAsync(Team);
        var paused = await harness.RunAsync("Make a site");
        await harness.CrashAsync();
        Assert.Equal(2, (await harness.RestAsync(paused.RunId)).Requirements.Count);

        // Stored, and the event that tells of it is lost with the process.
        await StoreAsync(harness, Asked(paused, "hero"), "ben");
        await harness.CrashAsync();
        await StoreAsync(harness, Asked(paused, "pricing"), "ann");
        await harness.CrashAsync();
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "ben makes hero|ann makes pricing"), (run.Status, run.Output!.Text));
        Assert.Equal(2, run.Requirements.Count);
        Assert.Equal(2, (await harness.EventsAsync(run.RunId, "RequirementCreated")).Count);
    }

    [Fact]
    public async Task Cancel_WhileAPersonIsAsked_CancelsTheQuestions()
    {
        await using var harness = await ServeAsync(Team);
        var paused = await harness.RunAsync("Make a site");

        await harness.CancelAsync(paused.RunId);
        await harness.EndAsync(paused.RunId);
        var run = await harness.RestAsync(paused.RunId);

        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.All(run.Requirements, asked => Assert.Equal(RequirementStatus.Cancelled, asked.Status));
    }

    [Fact]
    public async Task OwnerFails_RetryKeepsWhatThePersonSaid()
    {
        await using var harness = await ServeAsync(Team, failing: 1);
        var paused = await harness.RunAsync("Make a site");
        await AnswerAsync(harness, Asked(paused, "hero"), "ann");
        await AnswerAsync(harness, Asked(paused, "pricing"), "ben");
        Assert.Equal(RunStatus.Failed, (await harness.RestAsync(paused.RunId)).Status);

        var run = await harness.RetryAsync(paused.RunId);

        Assert.Equal((RunStatus.Completed, "ann makes hero|ben makes pricing"), (run.Status, run.Output!.Text));
        Assert.Equal(2, run.Requirements.Count);
    }

    [Fact]
    public async Task Fork_AtEveryEventOfTheQuestions_KeepsTheAnswersGivenByThenAndAsksForTheOthers()
    {
        await using var harness = await ServeAsync(Team);
        var paused = await harness.RunAsync("Make a site");
        await AnswerAsync(harness, Asked(paused, "hero"), "ann");
        await harness.UntilAsync(paused.RunId, run => run.Members[^1].Tools.Any(tool => tool.Status == "completed"));
        await AnswerAsync(harness, Asked(paused, "pricing"), "ben");
        await harness.RestAsync(paused.RunId);
        var events = await harness.EventsAsync(paused.RunId);
        var frozen = events.First(item => item.Type == "SpecFrozen").Sequence;
        foreach (var item in events.SkipWhile(item => item.Type != "RequirementCreated").Where(item => item.Sequence < frozen))
        {
            var known = events.Count(other => other.Type == "RequirementResolved" && other.Sequence <= item.Sequence);

            var fork = await harness.ForkAsync(paused.RunId, item.Sequence);

            Assert.Equal(2 - known, fork.Requirements.Count(asked => asked.Status == RequirementStatus.Pending));
            foreach (var asked in fork.Requirements.Where(asked => asked.Status == RequirementStatus.Pending))
                await AnswerAsync(harness, asked, "ben");
            fork = await harness.RestAsync(fork.RunId);
            Assert.Equal(
                (RunStatus.Completed, $"{(known > 0 ? "ann" : "ben")} makes hero|ben makes pricing"),
                (fork.Status, fork.Output!.Text));
        }
    }

    [Fact]
    public async Task NestedTeamAsks_ItsPathNamesIt()
    {
        await using var harness = await ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("site")) with { Model = null },
            Team with { Id = "site", Name = "site" });
        var paused = await harness.RunAsync("Make a site");
        var hero = Asked(paused, "hero");
        Assert.Equal(("site", "team/site"), (hero.MemberId, string.Join('/', hero.MemberPath)));

        await AnswerAsync(harness, hero, "ben");
        await AnswerAsync(harness, Asked(paused, "pricing"), "ben");

        Assert.Equal("ben makes hero|ben makes pricing", (await harness.RestAsync(paused.RunId)).Output?.Text);
    }

    [Fact]
    public async Task RunFailsWhileAPersonIsAsked_TheRetriedRunAsksTheSameAndKeepsWhatWasAnswered()
    {
        var failing = 1;
        await using var harness = await ServeAsync(
            TestTeam.Of(TestMember.Nested("site"), TestMember.Of("other")), Team with { Id = "site", Name = "site" });
        var rest = harness.Chat.Answer;
        var answered = new TaskCompletionSource();
        harness.Chat.Answer = async ask =>
        {
            if (ask is { Turn: 1 } && ask.Tools.Contains("delegate_task_to_member"))
                return Reply.Calls(ToolCall.Delegate("a", "site", "Make a site"), ToolCall.Delegate("b", "other", "Fail"));
            if (ask.Agent != "other") return await rest(ask);
            if (Interlocked.Decrement(ref failing) < 0) return Reply.Text("other makes do");
            await answered.Task;
            throw Reply.OutOfOrder();
        };
        var runId = await harness.StartAsync("Make a site");
        var run = await harness.UntilAsync(runId, run => run.Requirements.Count == 2);
        await AnswerAsync(harness, Asked(run, "hero"), "ann");
        await harness.UntilAsync(runId, run => run.Members.Any(member => member.Tools.Any(tool => tool.Status == "completed")));
        answered.SetResult();
        Assert.Equal(RunStatus.Failed, (await harness.RestAsync(runId)).Status);

        run = await harness.RetryAsync(runId);
        Assert.Equal(
            (RunStatus.Paused, RequirementStatus.Answered, RequirementStatus.Pending),
            (run.Status, Asked(run, "hero").Status, Asked(run, "pricing").Status));
        await AnswerAsync(harness, Asked(run, "pricing"), "ben");

        Assert.Contains(
            "ann makes hero|ben makes pricing", (await harness.RestAsync(runId)).Output!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForkWithAMessage_WhileANestedTeamAsks_IsToldItsLeader()
    {
        await using var harness = await ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("site")) with { Model = null },
            Team with { Id = "site", Name = "site" });
        var paused = await harness.RunAsync("Make a site");

        var fork = await harness.ForkAsync(paused.RunId, message: "And make it blue");

        foreach (var section in new[] { "hero", "pricing" }) await AnswerAsync(harness, Asked(fork, section), "ann");
        fork = await harness.RestAsync(fork.RunId);
        Assert.True(fork.Status == RunStatus.Completed, fork.Error?.Message);
        Assert.Contains(
            harness.Chat.Asked, ask => ask.Format is null && ask.Said.Any(said =>
                said.Contains("And make it blue", StringComparison.Ordinal) && said.StartsWith("user", StringComparison.Ordinal))
                && ask.System.Contains("leader", StringComparison.Ordinal));
    }

    /// <summary>Ann and Ben claim both sections and hold them; owners make them. Some work on a section fails first.</summary>
    private static async Task<RunHarness> ServeAsync(TeamDefinition team, TeamDefinition? nested = null, int failing = 0)
    {
        var harness = new RunHarness();
        harness.Chat.Answer = ask => Task.FromResult(Reply.Text((ask.Agent, ask.Format) switch
        {
            ("cleo", "claims") => NegotiationReply.Claims(),
            (_, "claims") => NegotiationReply.Claims(("hero", $"hero by {ask.Agent}"), ("pricing", $"pricing by {ask.Agent}")),
            (_, "responses") => NegotiationReply.Responses(("hero", "hold", null), ("pricing", "hold", null)),
            ("ann" or "ben", _) => Interlocked.Decrement(ref failing) >= 0
                ? throw Reply.OutOfOrder()
                : $"{ask.Agent} makes {(ask.Last.Contains("'hero'", StringComparison.Ordinal) ? "hero" : "pricing")}",
            _ => string.Join('|', ask.Said.SelectMany(said => said.Split('\n'))
                .Where(line => line.Contains("makes", StringComparison.Ordinal))),
        }));
        return nested is null ? await harness.ServeAsync(team) : await harness.ServeAsync(team, nested);
    }

    private static RequirementView Asked(RunView run, string section) =>
        run.Requirements.Single(asked => asked.Tool.Arguments.GetProperty("section").GetString() == section);

    private static Task<RequirementRecord> AnswerAsync(
        RunHarness harness, RequirementView asked, string owner, string? note = null) =>
        harness.DecideAsync(new DecisionRequest(asked.RequirementId, "answer", note)
        {
            Values = JsonSerializer.SerializeToElement(new { owner }),
        });

    private static async Task<ApiException> RefusedAsync(RunHarness harness, RequirementView asked, string owner, int status)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => AnswerAsync(harness, asked, owner));
        Assert.Equal(status, refused.Status);
        return refused;
    }

    private static Task<DecideResult> StoreAsync(RunHarness harness, RequirementView asked, string owner)
    {
        var arguments = JsonSerializer.Deserialize<Dictionary<string, object>>(asked.Tool.Arguments)!;
        arguments["owner"] = owner;
        return harness.Store.DecideAsync(asked.RunId, [new DecisionRecord(asked.RequirementId, "answer", DateTimeOffset.UtcNow)
        {
            Values = JsonSerializer.SerializeToElement(new { owner }),
            Arguments = JsonSerializer.SerializeToElement(arguments),
        }]);
    }
}
