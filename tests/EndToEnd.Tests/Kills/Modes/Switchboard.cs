using System.Collections.Concurrent;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>Holds the requests of many runs at their points. Runs without a point are not held.</summary>
internal sealed class Switchboard
{
    private readonly ConcurrentDictionary<string, Line> lines = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Asked> asked = new();

    public Switchboard(Stage stage)
    {
        stage.Chat.Arriving = (request, aborted) => ArriveAsync(Asked.Of(request), aborted);
        stage.Tools.Arriving = (request, aborted) => ArriveAsync(Asked.Of(request), aborted);
        stage.Chat.Answered = request => Answered(Asked.Of(request));
        stage.Tools.Answered = request => Answered(Asked.Of(request));
    }

    /// <summary>Everything that a run asked, in order of arrival.</summary>
    public IReadOnlyList<Asked> Of(string tag) => [.. asked.Where(one => one.Tag == tag).OrderBy(one => one.Number)];

    /// <summary>The line of a run that is to die at this position.</summary>
    public Line Hold(string tag, string position) => lines[tag] = new Line(position);

    /// <summary>Nothing is held any more.</summary>
    public void LetGo()
    {
        foreach (var line in lines.Values) line.LetGo();
        lines.Clear();
    }

    private Task ArriveAsync(Asked one, CancellationToken aborted)
    {
        asked.Enqueue(one);
        return lines.TryGetValue(one.Tag, out var line) ? line.ArriveAsync(one.Position, aborted) : Task.CompletedTask;
    }

    private void Answered(Asked one)
    {
        if (lines.TryGetValue(one.Tag, out var line)) line.Answer(one.Position);
    }
}

/// <summary>A run's requests: up to the point they pass, there they stay; what comes after the point's answer stays too.</summary>
internal sealed class Line(string point)
{
    private readonly TaskCompletionSource reached = New();
    private readonly TaskCompletionSource pointPasses = New();
    private readonly TaskCompletionSource answered = New();
    private readonly TaskCompletionSource allPass = New();

    public Task Reached => reached.Task;

    public Task Answered => answered.Task;

    /// <summary>Lets the point's request be answered, and no further one.</summary>
    public void LetPointPass() => pointPasses.TrySetResult();

    public void LetGo()
    {
        pointPasses.TrySetResult();
        allPass.TrySetResult();
    }

    public async Task ArriveAsync(string position, CancellationToken aborted)
    {
        if (position == point)
        {
            reached.TrySetResult();
            await pointPasses.Task.WaitAsync(aborted);
        }
        else if (pointPasses.Task.IsCompleted)
        {
            await allPass.Task.WaitAsync(aborted);
        }
    }

    public void Answer(string position)
    {
        if (position == point) answered.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
