using System.Reflection;
using DurableTeams.Runs.Activities;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Runs;

/// <summary>When a step answers before its work is done, and what becomes of the work.</summary>
public sealed class EarlyAnswersTests
{
    private static readonly AgentRef Agent = new("r.1", "team", "s", "v", "one");
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly FakeTimeProvider _clock = new();
    private readonly IRunStore _store = DispatchProxy.Create<IRunStore, Store>();
    private readonly TaskCompletionSource<string> _work = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static TheoryData<string> Ends =>
        ["wished", "run failed", "run cancelled", "run deleted", "agent failed", "agent cancelled", "agent deleted"];

    private Store Rows => (Store)(object)_store;

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Step_OnceItsRunIsToEndOrItsMemberRunHasEnded_AnswersAtALookAndTheWorkGoesOn(string end)
    {
        var early = Early(holds: true);
        var answer = AnswerAsync(early, Never);
        await LookAsync(times: 2);
        Assert.False(answer.IsCompleted);

        Rows.Set(end);
        await LookAsync(times: 2, answer);

        Assert.Equal("Ended", await answer);
        Assert.False(early.DoneAsync().IsCompleted);
        _work.SetResult("late");
        await early.DoneAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Step_WhoseMemberRunWasToldThatItsTimeIsUp_AnswersSo()
    {
        var told = new TaskCompletionSource();
        var answer = AnswerAsync(Early(holds: true), told.Task);
        Assert.False(answer.IsCompleted);

        told.SetResult();

        Assert.Equal("OutOfTime", await answer);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("away")]
    public async Task Step_WhoseMemberRunCompletesOrCannotBeSeen_AnswersWithItsWork(string what)
    {
        Rows.Set(what);
        var answer = AnswerAsync(Early(holds: true), Never);
        await LookAsync(times: 4);

        _work.SetResult("done");

        Assert.Equal("done", await answer);
    }

    [Fact]
    public async Task Step_OfAnEngineThatHoldsNothing_AnswersWithItsWorkAndAsksNothing()
    {
        Rows.Set("wished");
        var answer = AnswerAsync(Early(holds: false), Task.CompletedTask);
        _clock.Advance(EarlyStepAnswers.LookEvery);

        _work.SetResult("done");

        Assert.Equal(("done", 0), (await answer, Rows.Reads));
    }

    [Fact]
    public async Task Work_ThatFailsAfterItsStepAnswered_IsDone()
    {
        var early = Early(holds: true);
        Assert.Equal("OutOfTime", await AnswerAsync(early, Task.CompletedTask));

        _work.SetException(new InvalidOperationException("late"));

        await early.DoneAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private EarlyStepAnswers Early(bool holds) =>
        new(new EngineTraits { HoldsForActivities = holds }, _store, _clock, NullLogger<EarlyStepAnswers>.Instance);

    private Task<string> AnswerAsync(EarlyStepAnswers early, Task told) =>
        early.AnswerAsync(Agent, told, () => _work.Task, why => why.ToString());

    private async Task LookAsync(int times, Task? until = null)
    {
        for (var look = 0; look < times && until?.IsCompleted != true; look++)
        {
            var reads = Rows.Reads;
            _clock.Advance(EarlyStepAnswers.LookEvery);
            await Wait.UntilAsync(() => Rows.Reads > reads || until?.IsCompleted == true);
        }
    }

    /// <summary>A store of one run and one member run, both running unless said otherwise.</summary>
    public class Store : DispatchProxy
    {
        private RunRecord? _run = new()
        {
            RunId = "r", TeamId = "team", SessionId = "s", Status = RunStatus.Running, Input = "", DefinitionVersion = "v",
            TraceId = "",
            CreatedAt = default, UpdatedAt = default,
        };

        private RunStatus? _agent = RunStatus.Running;
        private bool _away;
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public void Set(string what)
        {
            _away = what == "away";
            _run = what switch
            {
                "wished" => _run! with { CancelRequestedAt = DateTimeOffset.UnixEpoch },
                "run failed" => _run! with { Status = RunStatus.Failed },
                "run cancelled" => _run! with { Status = RunStatus.Cancelled },
                "completed" => _run! with { Status = RunStatus.Completed },
                "run deleted" => null,
                _ => _run,
            };
            _agent = what switch
            {
                "agent failed" => RunStatus.Failed,
                "agent cancelled" => RunStatus.Cancelled,
                "completed" => RunStatus.Completed,
                "agent deleted" => null,
                _ => _agent,
            };
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Interlocked.Increment(ref _reads);
            return targetMethod!.Name switch
            {
                nameof(IRunStore.FindRunAsync) => _away
                    ? Task.FromException<RunRecord?>(new StoreUnavailableException("away", new IOException()))
                    : Task.FromResult(_run),
                nameof(IRunStore.FindMemberRunStatusAsync) =>
                    _away ? Task.FromException<RunStatus?>(new IOException("away")) : Task.FromResult(_agent),
                var other => throw new NotSupportedException(other),
            };
        }
    }
}
