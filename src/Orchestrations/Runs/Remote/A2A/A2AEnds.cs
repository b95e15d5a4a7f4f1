using DurableTeams.Contracts;
using DurableTeams.Contracts.Remote;
using DurableTeams.Runs.Activities;
using DurableTeams.Storage;
using DurableTeams.Storage.Work;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>Ends work with what its agent said, or with why it cannot be had.</summary>
internal sealed class A2AEnds(
    IRunStore store, WorkForms forms, WorkNotices notices, WorkAlarm alarm, EngineClient engine, TimeProvider time)
{
    /// <summary>Ends the work with its output.</summary>
    /// <exception cref="A2AException">The output does not have the form asked for.</exception>
    public async Task CompleteAsync(WorkRecord work, string output)
    {
        if (await forms.ProblemAsync(work, output) is { } problem)
            throw new A2AException("invalidOutput", $"did not answer as asked for: {problem}");
        await EndAsync(work, new WorkReply(output, null));
    }

    /// <summary>Ends the work with an error, if this attempt is the one that counts.</summary>
    public async Task FailAsync(A2AInput input, string code, string what)
    {
        if (await store.FindWorkAsync(input.WorkId) is not { } work) return;
        if (work.Status == WorkStatus.Waiting && work.Attempt == input.Number - 1)
        {
            var lease = new WorkLease(time.GetUtcNow(), work.MemberId, WorkToken.Hash(WorkToken.New()));
            work = (await store.ChangeWorkAsync(work.WorkId, lease)).Work ?? work;
        }

        if (work.Status == WorkStatus.Leased && work.Attempt == input.Number)
            await EndAsync(work, new WorkReply(null, RunErrors.Error(work.Agent, code, what)));
    }

    private async Task EndAsync(WorkRecord work, WorkReply reply)
    {
        var answer = await store.ChangeWorkAsync(
            work.WorkId,
            new WorkCompletion(time.GetUtcNow(), work.TokenHash!, reply.Hash, reply.Output, reply.Error));
        alarm.Watch(work.WorkId, null);
        if (answer is { Outcome: WorkOutcome.Done, Work: { } ended }) await notices.TellAsync(ended, engine.Client);
    }
}
