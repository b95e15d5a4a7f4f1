using DurableTeams.Contracts.Remote;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;
using DurableTeams.Runs.Activities;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>
/// Does what an agent's task needs now: takes its result, asks people what it asks, tells it what they decided, or follows it.
/// </summary>
internal sealed class A2ATurn(
    IRunStore store, A2AEnds ends, A2AFollower follower, WorkNotices notices, EngineClient engine, TimeProvider time)
{
    private const int MaxSteps = 4;
    private const int MaxReason = 2_000;
    private const int MaxAnswered = 100;

    /// <summary>Whether this attempt is the one that counts, and its run goes on.</summary>
    public async Task<bool> IsWantedAsync(WorkRecord? work, A2AInput input)
    {
        var mine = (work?.Status == WorkStatus.Waiting && work.Attempt == input.Number - 1)
            || (work?.Status == WorkStatus.Leased && work.Attempt == input.Number);
        return mine && await store.FindRunAsync(input.RunId) is { CancelRequestedAt: null };
    }

    /// <summary>Goes on from how the task is now.</summary>
    /// <exception cref="A2AException">The agent cannot be asked, or what it answers is of no use.</exception>
    public async Task<A2AStanding> GoOnAsync(A2AExchange exchange, A2ATask task)
    {
        for (var step = 0; ; step++)
        {
            exchange = await SeeAsync(exchange, task);
            var (work, state) = (exchange.Work, exchange.State);
            switch (task.Status?.State)
            {
                case A2AStatus.Completed:
                    await ends.CompleteAsync(work, exchange.Secrets.Remove(A2AText.OutputOf(task)));
                    return A2AWaits.Done;
                case A2AStatus.Failed:
                    throw Ended("agentFailed", "failed", task);
                case A2AStatus.Rejected:
                    throw Ended("agentRejected", "was rejected", task);
                case A2AStatus.Canceled:
                    throw Ended("agentCanceled", "was cancelled", task);
            }

            var questions = A2AQuestions.Of(task, exchange.Secrets)
                .Where(question => !state.Answered.Contains(question.Id, StringComparer.Ordinal)).ToList();
            if (questions.Count > 0)
            {
                if (await AnswerAsync(exchange, questions) is not { } answered) return A2AWaits.Asking(work, state);
                state = state with { Answered = [.. state.Answered.TakeLast(MaxAnswered - 1), answered.Question], Tries = 0 };
                if (step >= MaxSteps) return A2AWaits.Now(work, state);
                (exchange, task) = (exchange with { State = state }, answered.Task);
                continue;
            }

            if (!exchange.Streams || step >= MaxSteps || A2AStatus.IsRest(task.Status?.State))
                return A2AWaits.Again(work, state);
            var followed = await follower.FollowAsync(
                exchange, async () => await IsWantedAsync(await store.FindWorkAsync(work.WorkId), exchange.Input));
            state = state with { Begun = followed.Begun };
            // The task goes on: it is looked at again at once.
            if (followed.IsOver) return A2AWaits.Now(work, state);
            exchange = exchange with { Streams = false, State = state };
            task = await exchange.Client.GetAsync(state.TaskId!, CancellationToken.None);
        }
    }

    /// <summary>A task that has changed gives the agent its time anew.</summary>
    private async Task<A2AExchange> SeeAsync(A2AExchange exchange, A2ATask task)
    {
        var seen = A2AText.Look(task);
        if (seen == exchange.State.Seen) return exchange;
        await store.ChangeWorkAsync(
            exchange.Work.WorkId, new WorkHeartbeat(time.GetUtcNow(), exchange.Work.TokenHash!, Accepts: true));
        return exchange with { State = exchange.State with { Seen = seen, Tries = 0 } };
    }

    /// <summary>Asks people, and tells the agent the first answer that there is; null while there is none.</summary>
    private async Task<A2AAnswered?> AnswerAsync(A2AExchange exchange, IReadOnlyList<A2AQuestion> questions)
    {
        var work = exchange.Work;
        foreach (var question in questions)
        {
            if (await store.FindRequirementAsync(question.AskedAs(work)) is { } asked)
            {
                if (asked.Status == RequirementStatus.Pending) continue;
                var message = new A2AMessage(
                    $"{A2AExchange.MessageId(exchange.Input)}-{question.Id}", "ROLE_USER", [question.Answer(asked)],
                    exchange.State.TaskId, exchange.State.ContextId);
                var reply = await exchange.Client.SendAsync(message, CancellationToken.None);
                return new A2AAnswered(
                    question.Id,
                    reply.Task ?? await exchange.Client.GetAsync(exchange.State.TaskId!, CancellationToken.None));
            }

            var now = time.GetUtcNow();
            var answer = await store.ChangeWorkAsync(
                work.WorkId, new WorkAsk(now, work.TokenHash!, question.Requirement(work, now)));
            if (answer.Outcome == WorkOutcome.TooMany)
                throw new A2AException("tooManyQuestions", $"asks more than {WorkLimits.Asks} questions");
            if (answer is { Outcome: WorkOutcome.Done, Work: { } changed }) await notices.TellAsync(changed, engine.Client);
        }

        return null;
    }

    private static A2AException Ended(string code, string what, A2ATask task) => new(
        code, A2AText.Words(task.Status?.Message?.Parts) is { Length: > 0 } said
            ? $"{what} at its agent: {(said.Length <= MaxReason ? said : said[..MaxReason] + " …")}"
            : $"{what} at its agent, which gives no reason");

    private sealed record A2AAnswered(string Question, A2ATask Task);
}
