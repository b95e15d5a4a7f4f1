using DurableTeams.Contracts;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Runs.Activities;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Approvals;

/// <summary>
/// Runs whose steps answer early, on a client that brings no event to anybody: what such an answer says is enough, whether the
/// event comes before it, after it, or not at all.
/// </summary>
public sealed class HeldOrchestrationTests
{
    public static TheoryData<string, string> Times => new()
    {
        { "leader", "teamTimeout" }, { "worker", "teamTimeout" }, { "worker", "memberTimeout" }, { "tool", "memberTimeout" },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public async Task TimeUp_OfAStepThatStillWorks_EndsTheRunByTheStepsAnswer(string step, string limit)
    {
        await using var play = await Play.StartAsync(step, limit);

        var run = await play.Harness.RestAsync(play.RunId);
        await play.Harness.EndAsync(play.RunId);

        Assert.Equal((RunStatus.Failed, limit), (run.Status, run.Error!.Code));
        Assert.Contains(RunSignals.OutOfTime(0), play.Client.Raised.Select(raised => raised.EventName));
    }

    [Theory]
    [InlineData("leader")]
    [InlineData("worker")]
    [InlineData("tool")]
    public async Task Wish_ToEndARunWhoseStepStillWorks_CancelsItByTheStepsAnswer(string step)
    {
        await using var play = await Play.StartAsync(step, null);

        await play.Harness.Store.RequestCancelAsync(play.RunId, "enough", DateTimeOffset.UtcNow);
        var run = await play.Harness.RestAsync(play.RunId);
        await play.Harness.EndAsync(play.RunId);

        Assert.Equal((RunStatus.Cancelled, null), (run.Status, run.Error));
    }

    /// <summary>A run one step of which works until the play is over.</summary>
    private sealed class Play(RunHarness harness, RecordingClient client, TaskCompletionSource<string> works, string runId)
        : IAsyncDisposable
    {
        public RunHarness Harness => harness;

        public RecordingClient Client => client;

        public string RunId => runId;

        public static async Task<Play> StartAsync(string step, string? limit)
        {
            var reached = new TaskCompletionSource();
            var works = new TaskCompletionSource<string>();
            Task<string> WorkAsync()
            {
                reached.TrySetResult();
                return works.Task;
            }

            async Task<ChatResponse> At(string here, ChatResponse answer)
            {
                if (step == here) await WorkAsync();
                return answer;
            }

            var team = TestTeam.Of(TestMember.Of("worker", "look"));
            var (brief, clock) = (TimeSpan.FromSeconds(1), new FakeTimeProvider());
            team = team with
            {
                Limits = limit switch
                {
                    "teamTimeout" => team.Limits with { TeamTimeout = brief },
                    "memberTimeout" => team.Limits with { MemberTimeout = brief },
                    _ => team.Limits,
                },
            };
            var harness = new RunHarness()
                .With(new EngineTraits { HoldsForActivities = true })
                .With(AIFunctionFactory.Create(() => step == "tool" ? WorkAsync() : Task.FromResult("seen"), "look", "Looks"));
            if (limit is not null) harness.With(clock);
            await harness.ServeAsync(team);
            var client = new RecordingClient();
            harness.Use(client);
            harness.Chat.Answer = ask => (ask.Agent, ask.Turn) switch
            {
                ("leader", 1) => At("leader", Reply.Calls(ToolCall.Delegate("a", "worker", "x"))),
                ("worker", 1) => At("worker", Reply.Calls(ToolCall.Of("c", "look"))),
                _ => Task.FromResult(Reply.Text("end")),
            };
            var runId = await harness.StartAsync("Go");
            await reached.Task.WaitAsync(Wait.Deadline);
            if (limit is not null) clock.Advance(brief);
            return new Play(harness, client, works, runId);
        }

        public async ValueTask DisposeAsync()
        {
            works.SetResult("late");
            await harness.DisposeAsync();
        }
    }
}
