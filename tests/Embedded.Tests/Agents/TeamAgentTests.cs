using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Live;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Storage.Records;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Agents;

/// <summary>A team as an agent of Microsoft Agent Framework.</summary>
public sealed class TeamAgentTests
{
    private readonly Outbox _outbox = new();

    [Fact]
    public async Task Run_TeamThatAnswers_IsTheAnswer_AndTheSessionRemembers()
    {
        await using var harness = await ServeAsync(ask => Reply.Text($"{ask.Said.Count}: {ask.Last}"));
        var agent = harness.Teams.AsAIAgent("crew");
        var session = await agent.CreateSessionAsync();

        var first = await agent.RunAsync("One", session);
        var second = await agent.RunAsync("Two", session);

        Assert.Equal(("1: One", "3: Two"), (first.Text, second.Text));
        Assert.Equal(("crew", "Crew"), (agent.Id, agent.Name));
        var own = session.GetService<TeamAgentSession>()!;
        Assert.Equal(second.ResponseId, own.RunId);
        Assert.Equal(2, (await harness.SessionAsync(own.SessionId)).RunIds.Count);
    }

    [Theory]
    [InlineData(true, false, "sent: c=send hi", 1)]
    [InlineData(
        false, false, "sent: c=Rejected: a person did not allow this call, and it was not made. The person's note: no", 0)]
    [InlineData(true, true, "sent: c=send edited", 1)]
    public async Task Run_ThatPauses_AsksTheCaller_AndGoesOnWithTheAnswer_AcrossACrash(
        bool approved, bool edits, string answer, int sent)
    {
        await using var harness = await ServeAsync(
            _ => Send(), ask => Reply.Text($"sent: {ask.Last}"));
        var agent = harness.Teams.AsAIAgent("crew", options => options.UserId = "ann");
        var session = await agent.CreateSessionAsync();
        var response = await agent.RunAsync("Go", session);
        var asked = Assert.IsType<ToolApprovalRequestContent>(Assert.Single(response.Messages[^1].Contents));
        var call = Assert.IsType<FunctionCallContent>(asked.ToolCall);
        Assert.Equal(
            ("send", "hi", ChatFinishReason.ToolCalls), (call.Name, call.Arguments!["text"]!.ToString(), response.FinishReason));
        var kept = await agent.SerializeSessionAsync(session);
        await harness.CrashAsync();

        agent = harness.Teams.AsAIAgent("crew", options => options.UserId = "ann");
        session = await agent.DeserializeSessionAsync(kept);
        if (edits) call.Arguments!["text"] = "edited";
        response = await agent.RunAsync(
            new ChatMessage(ChatRole.User, [asked.CreateResponse(approved, approved ? null : "no")]), session);

        Assert.Equal((answer, sent), (response.Text, _outbox.Sent.Count));
        var run = await harness.ViewAsync(response.ResponseId!);
        Assert.Equal("ann", Assert.Single(run.Requirements).ResolvedBy);
    }

    [Fact]
    public async Task RunStreaming_EventsThenQuestionsThenAnswer_EachOnce()
    {
        await using var harness = await ServeAsync(
            _ => Send(), _ => Reply.Text("done"));
        var agent = harness.Teams.AsAIAgent("crew");
        var session = await agent.CreateSessionAsync();

        var updates = await agent.RunStreamingAsync("Go", session).ToListAsync();
        var asked = updates.SelectMany(update => update.Contents).OfType<ToolApprovalRequestContent>().Single();
        var rest = await agent.RunStreamingAsync(
            new ChatMessage(ChatRole.User, [asked.CreateResponse(true)]), session).ToListAsync();

        Assert.Equal("done", string.Concat(rest.Select(update => update.Text)));
        var events = updates.Concat(rest).Select(update => update.RawRepresentation).OfType<RunEvent>().ToList();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(item => item.Sequence));
        Assert.Equal(RunEventTypes.RunCompleted, events[^1].Type);
    }

    [Fact]
    public async Task RunStreaming_WordsOfTheAnswer_ComeAsTheyAreSpoken_AndOnce()
    {
        var voice = new Voice();
        await using var harness = await ServeAsync((ChatAsk _) => throw new InvalidOperationException(
            "It is asked for a stream."));
        harness.Chat.Streams = _ => voice.Speak();
        var agent = harness.Teams.AsAIAgent("crew");
        await using var updates = agent.RunStreamingAsync("Go").GetAsyncEnumerator();

        voice.Say("Hel");
        Assert.Equal("Hel", await NextAsync());
        voice.Say("lo");
        Assert.Equal("lo", await NextAsync());
        voice.Say("!").End();
        List<AgentResponseUpdate> rest = [];
        while (await updates.MoveNextAsync()) rest.Add(updates.Current);

        Assert.Equal("!", string.Concat(rest.Select(update => update.Text)));
        Assert.Equal(10, rest.SelectMany(update => update.Contents).OfType<UsageContent>().Single().Details.InputTokenCount);

        async Task<string> NextAsync()
        {
            while (await updates.MoveNextAsync())
            {
                if (updates.Current.Text.Length > 0) return updates.Current.Text;
            }

            return "the end";
        }
    }

    [Fact]
    public async Task Run_QuestionsThatNeedMoreThanYes_AreCallsThatResultsAnswer()
    {
        await using var harness = await ServeAsync(
            tool => tool with { Approval = ApprovalKind.ExternalExecution },
            _ => Send(), ask => Reply.Text(ask.Last));
        var agent = harness.Teams.AsAIAgent("crew");
        var session = await agent.CreateSessionAsync();
        var response = await agent.RunAsync("Go", session);
        var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[^1].Contents));
        Assert.Equal("externalExecution", call.AdditionalProperties!["durableteams.kind"]);

        response = await agent.RunAsync(
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "posted by hand")]), session);

        Assert.Equal(("c=posted by hand", 0), (response.Text, _outbox.Sent.Count));
    }

    [Fact]
    public async Task Run_AnswerInAnotherSession_IsRefused_AndAFailedRunThrows()
    {
        await using var harness = await ServeAsync(
            _ => Send(), _ => throw new InvalidOperationException("broken"));
        var agent = harness.Teams.AsAIAgent("crew");
        var session = await agent.CreateSessionAsync();
        var asked = (ToolApprovalRequestContent)(await agent.RunAsync("Go", session)).Messages[^1].Contents[0];
        var yes = new ChatMessage(ChatRole.User, [asked.CreateResponse(true)]);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => agent.RunAsync(yes));
        Assert.Contains("of another session or team", refused.Message, StringComparison.Ordinal);
        var failed = await Assert.ThrowsAsync<TeamRunException>(() => agent.RunAsync(yes, session));
        Assert.Equal((RunStatus.Failed, "modelFailed"), (failed.Run.Status, failed.Run.Error!.Code));
        await Assert.ThrowsAsync<ArgumentException>(() => agent.RunAsync(session));
        await Assert.ThrowsAsync<NotSupportedException>(() => agent.RunAsync<int>("Go", session));
    }

    private static ChatResponse Send() => Reply.Calls(ToolCall.Of("c", "send", ("text", "hi")));

    private Task<RunHarness> ServeAsync(params Func<ChatAsk, ChatResponse>[] answers) => ServeAsync(tool => tool, answers);

    private async Task<RunHarness> ServeAsync(
        Func<ToolDefinition, ToolDefinition> change, params Func<ChatAsk, ChatResponse>[] answers)
    {
        var harness = new RunHarness().With(_outbox.Send);
        harness.Chat.Answer = ask => Task.FromResult(answers[Math.Min(ask.Turn, answers.Length) - 1](ask));
        return await harness.ServeAsync(new TeamDefinition
        {
            Id = "crew",
            Name = "Crew",
            Mode = TeamMode.Sequential,
            Models = { ["test"] = new ModelDefinition { Provider = "test" } },
            Members = [new MemberDefinition { Id = "worker", Model = "test", Tools = ["send"] }],
            Tools =
            {
                ["send"] = change(new ToolDefinition
                {
                    Description = "Sends",
                    Approval = ApprovalKind.Confirmation,
                    Approve = new ApproveDefinition { AllowEdit = true },
                }),
            },
        });
    }
}
