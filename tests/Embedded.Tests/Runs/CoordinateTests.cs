using DurableTeams.Definitions;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Runs;

public sealed class CoordinateTests
{
    [Fact]
    public async Task Run_LeaderAnswersAtOnce_CompletesWithItsText()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Of(TestMember.Of("researcher")));
        harness.Chat.Answer = _ => Task.FromResult(Reply.Text("Forty-two."));

        var run = await harness.RunAsync("What is the answer?");

        Assert.Equal((RunStatus.Completed, "Forty-two."), (run.Status, run.Output!.Text));
        Assert.Empty(run.Members);
        Assert.Equal(new Usage(10, 5, 1, 0), run.Usage);
        Assert.Equal(
            ["RunStarted", "ModelCallCompleted", "RunCompleted"],
            (await harness.EventsAsync(run.RunId)).Select(item => item.Type));
    }

    [Fact]
    public async Task Run_LeaderIsAsked_SeesItsTeamAndTheMessageAndTheDelegateTool()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Of(TestMember.Of("researcher"), TestMember.Of("writer")) with { Instructions = "Be brief." });
        harness.Chat.Answer = _ => Task.FromResult(Reply.Text("Done."));

        await harness.RunAsync("Write the news.");

        var ask = Assert.Single(harness.Chat.Asked);
        Assert.Equal(("leader", 1, "Write the news."), (ask.Agent, ask.Turn, ask.Last));
        Assert.Equal(["delegate_task_to_member"], ask.Tools);
        Assert.Contains("Be brief.", ask.System, StringComparison.Ordinal);
        Assert.Contains("- researcher: Role of researcher", ask.System, StringComparison.Ordinal);
        Assert.Contains("- writer: Role of writer", ask.System, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MemberIsDelegatedTo_SeesItsTaskAloneAndItsAnswerGoesToItsCall()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Of(TestMember.Of("researcher"), TestMember.Of("writer")));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) =>
                Reply.Calls(ToolCall.Delegate("a", "writer", "Write it"), ToolCall.Delegate("b", "researcher", "Find it")),
            ("leader", _) => Reply.Text($"Together: {ask.Last}"),
            _ => Reply.Text($"{ask.Agent} did: {ask.Last}"),
        });

        var run = await harness.RunAsync("Go");

        Assert.Equal("Together: a=writer did: Write it\nb=researcher did: Find it", run.Output!.Text);
        Assert.Equal(["writer", "researcher"], run.Members.Select(member => member.MemberId));
        Assert.Equal(["Write it", "Find it"], run.Members.Select(member => member.Task!));
        var writer = Assert.Single(harness.Chat.AskedOf("writer"));
        Assert.Equal([ChatRole.System, ChatRole.User], writer.Messages.Select(message => message.Role));
        Assert.Empty(writer.Tools);
        Assert.Equal(new Usage(40, 20, 4, 0), run.Usage);
    }

    [Fact]
    public async Task Run_TwoDelegationsInOneTurn_WorkAtTheSameTime()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Of(TestMember.Of("one"), TestMember.Of("two")));
        var both = new CountdownEvent(2);
        var together = new TaskCompletionSource();
        harness.Chat.Answer = async ask =>
        {
            if (ask.Agent == "leader")
                return ask.Turn == 1
                    ? Reply.Calls(ToolCall.Delegate("a", "one", "x"), ToolCall.Delegate("b", "two", "y"))
                    : Reply.Text("ok");
            if (both.Signal()) together.SetResult();
            await together.Task.WaitAsync(TimeSpan.FromSeconds(30));
            return Reply.Text("ok");
        };

        var run = await harness.RunAsync("Go");

        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    public async Task Run_MaxParallelOne_MembersWorkOneAfterTheOther()
    {
        var team = TestTeam.Of(TestMember.Of("one"), TestMember.Of("two"), TestMember.Of("three"));
        await using var harness = await new RunHarness().ServeAsync(team with { Limits = team.Limits with { MaxParallel = 1 } });
        var (working, most) = (0, 0);
        harness.Chat.Answer = async ask =>
        {
            if (ask.Agent == "leader")
                return ask.Turn == 1 ? Reply.Calls(ToolCall.Delegate("a", "one", "x"), ToolCall.Delegate(
                    "b", "two", "y"), ToolCall.Delegate("c", "three", "z")) : Reply.Text(ask.Last);
            most = Math.Max(most, Interlocked.Increment(ref working));
            await Task.Yield();
            Interlocked.Decrement(ref working);
            return Reply.Text(ask.Agent);
        };

        var run = await harness.RunAsync("Go");

        Assert.Equal("a=one\nb=two\nc=three", run.Output!.Text);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Run_SameMemberDelegatedTwiceWithCollidingCallIds_EachResultGoesToItsOwnCall()
    {
        await using var harness = await new RunHarness().With(Echo()).ServeAsync(TestTeam.Of(TestMember.Of("worker", "echo")));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("same", "worker", "red"), ToolCall.Delegate("same", "worker", "blue")),
            ("leader", _) => Reply.Text(ask.Last),
            (_, 1) => Reply.Calls(ToolCall.Of("call", "echo", ("text", ask.Last))),
            _ => Reply.Text(ask.Last),
        });

        var run = await harness.RunAsync("Go");

        Assert.Equal("same=call=red!\nsame-2=call=blue!", run.Output!.Text);
        Assert.Equal([1, 2], run.Members.Select(member => member.Spawn));
        Assert.Equal(["red!", "blue!"], run.Members.Select(member => Assert.Single(member.Tools).Result!));
    }

    [Theory]
    [InlineData("nobody", "Error: There is no member 'nobody'. The members are: researcher.")]
    [InlineData(
        "",
        "Error: delegate_task_to_member takes a JSON object with two non-empty strings, member_id and task. The members are: "
            + "researcher.")]
    public async Task Run_LeaderNamesNoMember_IsToldAndGoesOn(string member, string told)
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Of(TestMember.Of("researcher")));
        harness.Chat.Answer = ask => Task.FromResult(
            ask.Turn == 1 ? Reply.Calls(ToolCall.Delegate("a", member, "x")) : Reply.Text(ask.Last));

        var run = await harness.RunAsync("Go");

        Assert.Equal($"a={told}", run.Output!.Text);
    }

    [Fact]
    public async Task Run_ModelsTalkNonsense_TheyAreToldAndTheRunCompletes()
    {
        await using var harness = await new RunHarness().With(Echo()).ServeAsync(TestTeam.Of(TestMember.Of("worker", "echo")));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Of("a", "make_coffee"), ToolCall.Delegate("b", "worker", "x")),
            ("leader", _) => Reply.Text(ask.Last),
            (_, 1) => Reply.Calls(
                ToolCall.Of("c", "rm_rf"), ToolCall.Of("d", "echo", ("text", 5)), ToolCall.Of("e", "echo", ("text", "fine"))),
            _ => Reply.Text(ask.Last),
        });

        var run = await harness.RunAsync("Go");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Contains("a=Error: There is no tool 'make_coffee'", run.Output!.Text, StringComparison.Ordinal);
        Assert.Contains("c=Error: There is no tool 'rm_rf'. Your tools are: echo.", run.Output.Text, StringComparison.Ordinal);
        Assert.Contains(
            "d=Error: The arguments of echo do not fit its parameters: $.text", run.Output.Text, StringComparison.Ordinal);
        Assert.Contains("e=fine!", run.Output.Text, StringComparison.Ordinal);
        Assert.Equal(["failed", "failed", "completed"], Assert.Single(run.Members).Tools.Select(tool => tool.Status));
    }

    [Fact]
    public async Task Run_SecondRunOfASession_LeaderAndMemberRememberTheirOwnTurns()
    {
        await using var harness = await new RunHarness().ServeAsync(TestTeam.Of(TestMember.Of("worker")));
        harness.Chat.Answer = ask => Task.FromResult((ask.Agent, ask.Turn) switch
        {
            ("leader", 1) => Reply.Calls(ToolCall.Delegate("a", "worker", $"do {ask.Last}")),
            ("leader", _) => Reply.Text("answered"),
            _ => Reply.Text("worked"),
        });

        await harness.RunAsync("first", "s1");
        await harness.RunAsync("second", "s1");

        Assert.Equal(["first", "answered", "second"], harness.Chat.AskedOf("leader").Last(ask => ask.Turn == 1).Messages.Skip(1)
            .Select(message => message.Text));
        Assert.Equal(["do first", "worked", "do second"], harness.Chat.AskedOf("worker").Last().Messages.Skip(1)
            .Select(message => message.Text));
    }

    [Fact]
    public async Task Run_HistoryNone_NothingIsRemembered()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.Of(TestMember.Of("worker")) with { History = new HistoryDefinition { Scope = HistoryScope.None } });
        harness.Chat.Answer = _ => Task.FromResult(Reply.Text("answered"));

        await harness.RunAsync("first", "s1");
        await harness.RunAsync("second", "s1");

        Assert.Equal(["second"], harness.Chat.Asked[^1].Messages.Skip(1).Select(message => message.Text));
    }

    private static AIFunction Echo() => AIFunctionFactory.Create((string text) => $"{text}!", "echo", "Echoes");
}
