using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DurableTeams.Testing.Waiting;

/// <summary>Waiting for a condition, with a deadline that is generous because nothing asserts on time.</summary>
public static class Wait
{
    /// <summary>Longer than it takes the Functions host's engine to take up the work of one that was killed.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(150);

    private const int LongestPauseMs = 20;

    /// <summary>The first value that is not null; fails with what was waited for.</summary>
    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> probe)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        for (var pauseMs = 1; ; pauseMs = Math.Min(pauseMs * 2, LongestPauseMs))
        {
            if (await probe() is { } found) return found;
            if (clock.Elapsed > Deadline) throw new TimeoutException($"Waited {Deadline.TotalSeconds:0} s in vain for: {what}");
            await Task.Delay(pauseMs);
        }
    }

    /// <summary>The pause between two looks.</summary>
    public static Task AgainAsync() => Task.Delay(LongestPauseMs);

    /// <summary>Returns once the condition holds.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds) =>
        await ForAsync(what, async () => await holds() ? what : null);

    /// <summary>Returns once the condition holds.</summary>
    public static Task UntilAsync(string what, Func<bool> holds) => UntilAsync(what, () => Task.FromResult(holds()));

    /// <summary>Returns once the condition holds, which speaks for itself.</summary>
    public static Task UntilAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        UntilAsync(what, holds);

    /// <summary>Returns once the condition holds, which speaks for itself.</summary>
    public static Task UntilAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        UntilAsync(what, holds);

    /// <summary>The task's result, or a failure that says what did not come.</summary>
    public static async Task<T> ThatAsync<T>(string what, Task<T> task)
    {
        try
        {
            return await task.WaitAsync(Deadline);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Deadline.TotalSeconds:0} s in vain for: {what}");
        }
    }
}
