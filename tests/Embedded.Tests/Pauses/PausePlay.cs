using DurableTeams.Approvals;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Embedded.Tests.Pauses;

/// <summary>One run in the hands of a sequence, with the model of what must hold of it.</summary>
internal sealed class PausePlay(PauseWorld world, string tag)
{
    private readonly Dictionary<string, string> _decided = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _recorded = new(StringComparer.Ordinal);
    private string _runId = "";
    private int _crashes;
    private int _madeAgain;
    private bool _cancelled;

    private RunHarness Harness => world.Harness;

    public async Task PlayAsync(IReadOnlyList<PauseStep> steps)
    {
        _runId = await Harness.StartAsync($"Go {tag}");
        await RestAsync();
        foreach (var step in steps)
        {
            await StepAsync(step);
            await CheckAsync();
        }

        world.Mend();
        await EndAsync();
    }

    private async Task StepAsync(PauseStep step)
    {
        var asked = (await Harness.ViewAsync(_runId)).Requirements;
        var one = asked.Count == 0 ? null : asked[step.Which % asked.Count];
        switch (step.Act)
        {
            case PauseAct.Approve:
                await DecideAsync(one, one?.Kind == RequirementKind.UnknownOutcome ? "retry" : "approve"); break;
            case PauseAct.Reject: await DecideAsync(one, "reject"); break;
            case PauseAct.WrongKind:
                await DecideAsync(one, one?.Kind == RequirementKind.UnknownOutcome ? "approve" : "retry", never: true); break;
            case PauseAct.StoreOnly:
                await StoreAsync(
                    one, one?.Kind == RequirementKind.UnknownOutcome ? "retry" : "approve", DateTimeOffset.UtcNow); break;
            case PauseAct.Expire when one?.ExpiresAt is { } at: await StoreAsync(one, DecisionKinds.Expire, at); break;
            case PauseAct.Crash: await CrashAsync(); break;
            case PauseAct.Restart when !world.MayLose: await Harness.RestartAsync(); break;
            case PauseAct.Cancel:
                await RefusedAsync(async () => { await Harness.CancelAsync(_runId); _cancelled = true; }); break;
            case PauseAct.BreakModel: world.BreakModel(); break;
            case PauseAct.LoseTool: world.LoseTool(); break;
            case PauseAct.Retry: await RetryAsync(); break;
            case PauseAct.Rest: await RestAsync(); break;
        }
    }

    /// <summary>A wish to cancel that came as the run failed is over with the run: who retries wants it to go on.</summary>
    private async Task<bool> RetryAsync()
    {
        if (!await RefusedAsync(() => Harness.RetryStartAsync(_runId))) return false;
        _cancelled = false;
        return true;
    }

    private async Task DecideAsync(RequirementView? asked, string decision, bool never = false)
    {
        if (asked is null) return;
        var taken = await RefusedAsync(() => Harness.DecideAsync(asked.RequirementId, decision));
        Assert.False(taken && never, $"{asked.Kind} was decided with {decision}");
        if (taken) Decided(asked, decision);
    }

    private async Task StoreAsync(RequirementView? asked, string decision, DateTimeOffset at)
    {
        if (asked is null) return;
        var result = await Harness.Store.DecideAsync(_runId, [new DecisionRecord(asked.RequirementId, decision, at)]);
        if (result.Conflicts.Count == 0) Decided(asked, decision);
        await CrashAsync();
    }

    /// <summary>Accepted: the first time, or the same again.</summary>
    private void Decided(RequirementView asked, string decision)
    {
        if (_decided.TryGetValue(asked.RequirementId, out var before)) Assert.Equal(before, decision);
        else if (decision == "retry") _madeAgain++;
        _decided[asked.RequirementId] = decision;
    }

    private async Task CrashAsync()
    {
        _crashes++;
        await world.CrashAsync();
    }

    /// <summary>Waits until nothing goes on by itself; a call that never answers ends with its process.</summary>
    private async Task RestAsync()
    {
        while (true)
        {
            try
            {
                await Wait.UntilAsync(async () => world.Lost || await IsAtRestAsync());
            }
            catch (TimeoutException)
            {
                Assert.Fail($"The run does not come to rest: {await TellAsync()}");
            }

            if (!world.Lost) return;
            await CrashAsync();
        }
    }

    private async Task<string> TellAsync()
    {
        var run = await Harness.ViewAsync(_runId);
        var undelivered = await Harness.Store.ListUndeliveredDecisionsAsync();
        return $"{run.Status}; {string.Join(", ", run.Members.Select(member => $"{member.MemberId} {member.Status}"))}; "
            + $"{string.Join(", ", run.Requirements.Select(asked => $"{asked.RequirementId} {asked.Status}"))}; "
                + $"undelivered {string.Join(' ', undelivered.Select(asked => asked.RequirementId))}; "
            + string.Join(' ', (await Harness.EventsAsync(_runId)).Select(item =>
                $"{item.Type}{item.MemberRunId?[item.MemberRunId.IndexOf('.', StringComparison.Ordinal)..]}"));
    }

    private async Task<bool> IsAtRestAsync()
    {
        var run = (await Harness.Store.FindRunAsync(_runId))!;
        return run.Status.IsFinal()
            || (run.Status == RunStatus.Paused && (await Harness.Store.ListUndeliveredDecisionsAsync()).Count == 0);
    }

    /// <summary>One outcome per requirement; what has its result is not made again.</summary>
    private async Task<RunView> CheckAsync()
    {
        var run = await Harness.ViewAsync(_runId);
        foreach (var asked in run.Requirements)
        {
            var record = (await Harness.Store.FindRequirementAsync(asked.RequirementId))!;
            if (_decided.TryGetValue(asked.RequirementId, out var decision))
                Assert.Equal((asked.RequirementId, decision), (record.RequirementId, record.Decision));
                else Assert.Null(record.Decision);
        }

        foreach (var call in run.Members.SelectMany(member => member.Tools).Where(call => call.Status is "completed" or "failed"))
        {
            var text = call.Arguments.GetProperty("text").GetString()!;
            var made = world.Made(text);
            if (_recorded.TryGetValue(text, out var before)) Assert.Equal((text, before), (text, made));
            else _recorded[text] = made;
        }

        return run;
    }

    /// <summary>
    /// Everything that is still asked is approved, and everything that failed is retried, until the run has ended.
    /// </summary>
    private async Task EndAsync()
    {
        for (var round = 0; ; round++)
        {
            Assert.True(round < 20, "the run does not come to its end");
            await RestAsync();
            var now = await CheckAsync();
            if (now.Status is RunStatus.Completed or RunStatus.Cancelled) break;
            if (now.Status == RunStatus.Failed) Assert.True(await RetryAsync());
            foreach (var asked in now.Requirements.Where(asked => asked.Status == RequirementStatus.Pending))
                await DecideAsync(asked, asked.Kind == RequirementKind.UnknownOutcome ? "retry" : "approve");
        }

        await world.CrashAsync();
        var run = await CheckAsync();
        Assert.Equal(_cancelled, run.Status == RunStatus.Cancelled);
        Assert.DoesNotContain(run.Requirements, asked => asked.Status == RequirementStatus.Pending);
        foreach (var asked in run.Requirements.Where(asked => asked.Kind == RequirementKind.Confirmation)) AssertMade(run, asked);
    }

    private void AssertMade(RunView run, RequirementView asked)
    {
        var text = asked.Tool.Arguments.GetProperty("text").GetString()!;
        var made = world.Made(text);
        if (asked.Status != RequirementStatus.Approved) Assert.Equal((text, 0), (text, made));
        else if (asked.Tool.Name == "pay")
            Assert.True(made <= 1 + _madeAgain, $"{text} was made {made} times, asked for again {_madeAgain} times");
            else Assert.True(made <= 1 + _crashes, $"{text} was made {made} times over {_crashes} crashes");
        if (run.Status == RunStatus.Completed && asked.Status == RequirementStatus.Approved && asked.Tool.Name == "send")
            Assert.True(made >= 1, $"{text} was approved and never made");
    }

    private static async Task<bool> RefusedAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (ApiException refused)
        {
            Assert.Equal(409, refused.Status);
            return false;
        }
    }
}
