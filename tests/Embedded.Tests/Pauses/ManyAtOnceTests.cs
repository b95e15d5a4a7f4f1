using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Pauses;

/// <summary>
/// "Decisions bind by requirementId alone. One may be decided while others stay; each task gets its own member's result."
/// </summary>
public sealed class ManyAtOnceTests
{
    private readonly Outbox _outbox = new();

    public static TheoryData<string> OrdersOfFour => ["one two three four", "four three two one", "two four one three"];

    [Theory]
    [InlineData("ann ben")]
    [InlineData("ben ann")]
    public async Task TwoMembersPaused_DecidedInAnyOrder_EachTaskGetsItsOwnMembersResult(string order)
    {
        await using var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Coordinate, TestMember.Of("ann", "send"), TestMember.Of("ben", "send")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(
                ToolCall.Delegate("a", "ann", "x"), ToolCall.Delegate("b", "ben", "y")), Reply.Text(ask => ask.Last))
            .With("ann", Reply.Calls(ToolCall.Of("c", "send", ("text", "ann"))), Reply.Text(ask => ask.Last))
            .With("ben", Reply.Calls(ToolCall.Of("c", "send", ("text", "ben"))), Reply.Text(ask => ask.Last));

        var run = await DecideAllAsync(harness, await harness.RunAsync("Go"), order);

        Assert.Equal((RunStatus.Completed, "a=c=send ann\nb=c=send ben"), (run.Status, run.Output!.Text));
        Assert.Equal(order.Split(' '), _outbox.Sent);
    }

    [Theory]
    [MemberData(nameof(OrdersOfFour))]
    public async Task OneMemberWithFourGatedCallsOfOneCallId_DecidedInAnyOrder_EachResultComesToItsOwnCall(string order)
    {
        await using var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("ann", "send")));
        Script.For(harness.Chat).With(
            "ann", Reply.Calls([.. "one two three four".Split(' ').Select(text => ToolCall.Of("c", "send", ("text", text)))]),
            Reply.Text(ask => ask.Last));

        var run = await DecideAllAsync(harness, await harness.RunAsync("Go"), order);

        Assert.Equal("c=send one\nc-2=send two\nc-3=send three\nc-4=send four", run.Output!.Text);
        Assert.Equal(order.Split(' '), _outbox.Sent);
    }

    [Theory]
    [InlineData("x y")]
    [InlineData("y x")]
    public async Task SameMemberDelegatedTwice_ToolCallIdsCollide_EachTaskGetsItsOwnResult(string order)
    {
        await using var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Coordinate, TestMember.Of("ann", "send")));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "ann", "x"), ToolCall.Delegate("b", "ann", "y")),
            ("ann", 1) => Reply.Calls(ToolCall.Of("c", "send", ("text", ask.Messages[^1].Text.Trim()[^1..]))),
            _ => Reply.Text(ask.Last),
        });

        var paused = await harness.RunAsync("Go");
        Assert.Equal([1, 2], paused.Members.Select(member => member.Spawn));
        var run = await DecideAllAsync(harness, paused, order);

        Assert.Equal("a=c=send x\nb=c=send y", run.Output!.Text);
        Assert.Equal(order.Split(' '), _outbox.Sent);
    }

    [Theory]
    [InlineData("top middle bottom")]
    [InlineData("bottom top middle")]
    [InlineData("middle bottom top")]
    public async Task ThreeLevelsEachWithAPausedMember_DecidedInAnyOrder_RunListsAllAndEachGoesOnByItself(string order)
    {
        await using var harness = await new RunHarness().With(_outbox.Send).ServeAsync(
            TestTeam.In(TeamMode.Coordinate, TestMember.Of("top", "send"), TestMember.Nested("two")),
            TestTeam.Inner("two", TeamMode.Coordinate, TestMember.Of("middle", "send"), TestMember.Nested("three")),
            TestTeam.Inner("three", TeamMode.Sequential, TestMember.Of("bottom", "send")));
        var script = Script.For(harness.Chat)
            .With("leader", Reply.Calls(
                ToolCall.Delegate("a", "top", "x"), ToolCall.Delegate("b", "two", "x")), Reply.Text(ask => ask.Last))
            .With("two", Reply.Calls(ToolCall.Delegate("a", "middle", "x"), ToolCall.Delegate(
                "b", "three", "x")), Reply.Text(ask => ask.Last.ReplaceLineEndings(" ")));
        foreach (var member in order.Split(' '))
            script.With(member, Reply.Calls(ToolCall.Of("c", "send", ("text", member))), Reply.Text(ask => ask.Last));

        var paused = await harness.RunAsync("Go");
        Assert.Equal(["team/top", "team/two/middle", "team/two/three/bottom"], paused.Requirements.Select(asked => string.Join(
            '/', asked.MemberPath)).Order());
        var run = await DecideAllAsync(harness, paused, order);

        Assert.Equal("a=c=send top\nb=a=c=send middle b=c=send bottom", run.Output!.Text);
        Assert.Equal(order.Split(' '), _outbox.Sent);
    }

    [Fact]
    public async Task OneMemberPaused_WhatIsNotGated_GoesOnMeanwhileToItsEnd()
    {
        await using var harness = await new RunHarness().With(_outbox.Send).With(_outbox.Note).ServeAsync(
            TestTeam.In(TeamMode.Broadcast, TestMember.Of("ann", "send", "note"), TestMember.Of("ben", "note")));
        Script.For(harness.Chat)
            .With("leader", Reply.Calls(ToolCall.DelegateToAll("x")), Reply.Text("end"))
            .With("ann", Reply.Calls(
                ToolCall.Of("c1", "send", ("text", "gated")), ToolCall.Of("c2", "note", ("text", "free"))), Reply.Text("a"))
            .With("ben", Reply.Calls(ToolCall.Of("c", "note", ("text", "beside"))), Reply.Text("b"));

        var paused = await harness.RunAsync("Go");

        Assert.Equal(["beside", "free"], _outbox.Sent.Order());
        Assert.Equal(
            (RunStatus.Paused, RunStatus.Paused, RunStatus.Completed),
            (paused.Status, paused.Members[0].Status, paused.Members[1].Status));
        await harness.DecideAsync(Assert.Single(paused.Requirements).RequirementId, "approve");
        Assert.Equal(RunStatus.Completed, (await harness.RestAsync(paused.RunId)).Status);
        Assert.Equal(3, _outbox.Sent.Count);
    }

    [Fact]
    public async Task Continue_OneOfSeveralIsWrong_TakesNone()
    {
        await using var harness = await new RunHarness().With(_outbox.Send)
            .ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("ann", "send")));
        Script.For(harness.Chat).With("ann", Reply.Calls(
            ToolCall.Of("c", "send", ("text", "one")), ToolCall.Of("c", "send", ("text", "two"))), Reply.Text("end"));
        var paused = await harness.RunAsync("Go");
        var ids = paused.Requirements.Select(asked => asked.RequirementId).ToList();

        var wrong = await Assert.ThrowsAsync<ApiException>(() => harness.ContinueAsync(
            paused.RunId, new(ids[0], "approve"), new(ids[1], "answer") { Values = paused.Requirements[1].Tool.Arguments }));
        Assert.Equal(409, wrong.Status);
        Assert.All(
            (await harness.ViewAsync(paused.RunId)).Requirements, asked => Assert.Equal(RequirementStatus.Pending, asked.Status));
        await harness.ContinueAsync(paused.RunId, new(ids[0], "approve"), new(ids[1], "approve"));

        Assert.Equal(RunStatus.Completed, (await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal())).Status);
        Assert.Equal(["one", "two"], _outbox.Sent.Order());
    }

    /// <summary>Approves by what is to be sent, each once the one before was sent; a new process comes before the last.</summary>
    private static async Task<RunView> DecideAllAsync(RunHarness harness, RunView paused, string order)
    {
        var texts = order.Split(' ');
        Assert.Equal((RunStatus.Paused, texts.Length), (paused.Status, paused.Requirements.Count));
        for (var i = 0; i < texts.Length; i++)
        {
            if (i == texts.Length - 1) await harness.CrashAsync();
            await harness.DecideAsync(paused.Requirements.Single(asked => asked.Tool.Arguments.GetProperty("text")
                .GetString() == texts[i]).RequirementId, "approve");
            var left = texts.Length - 1 - i;
            if (left > 0)
                await harness.UntilAsync(paused.RunId, run => run.Status == RunStatus.Paused
                    && run.Requirements.Count(asked => asked.Status == RequirementStatus.Pending) == left);
        }

        return await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());
    }
}
