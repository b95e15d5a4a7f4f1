using System.Collections.Concurrent;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>Holds the requests of many runs at their points. Runs without a point are not held.</summary>
internal sealed class Switchboard
{
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Asked> _asked = new();

    public Switchboard(Stage stage)
    {
        stage.Chat.Arriving = (request, aborted) => ArriveAsync(Asked.Of(request), aborted);
        stage.Tools.Arriving = (request, aborted) => ArriveAsync(Asked.Of(request), aborted);
        stage.Chat.Answered = request => Answered(Asked.Of(request));
        stage.Tools.Answered = request => Answered(Asked.Of(request));
    }

    /// <summary>Everything that a run asked, in order of arrival.</summary>
    public IReadOnlyList<Asked> Of(string tag) => [.. _asked.Where(one => one.Tag == tag).OrderBy(one => one.Number)];

    /// <summary>The line of a run that is to die at this position.</summary>
    public Line Hold(string tag, string position) => _lines[tag] = new Line(position);

    /// <summary>Nothing is held any more.</summary>
    public void LetGo()
    {
        foreach (var line in _lines.Values) line.LetGo();
        _lines.Clear();
    }

    private Task ArriveAsync(Asked one, CancellationToken aborted)
    {
        _asked.Enqueue(one);
        return _lines.TryGetValue(one.Tag, out var line) ? line.ArriveAsync(one.Position, aborted) : Task.CompletedTask;
    }

    private void Answered(Asked one)
    {
        if (_lines.TryGetValue(one.Tag, out var line)) line.Answer(one.Position);
    }
}

/// <summary>
/// A run's requests: up to the point they pass, there they stay; what comes after the point's answer stays too.
/// </summary>
internal sealed class Line(string point)
{
    private readonly TaskCompletionSource _reached = New();
    private readonly TaskCompletionSource _pointPasses = New();
    private readonly TaskCompletionSource _answered = New();
    private readonly TaskCompletionSource _allPass = New();

    public Task Reached => _reached.Task;

    public Task Answered => _answered.Task;

    /// <summary>Lets the point's request be answered, and no further one.</summary>
    public void LetPointPass() => _pointPasses.TrySetResult();

    public void LetGo()
    {
        _pointPasses.TrySetResult();
        _allPass.TrySetResult();
    }

    public async Task ArriveAsync(string position, CancellationToken aborted)
    {
        if (position == point)
        {
            _reached.TrySetResult();
            await _pointPasses.Task.WaitAsync(aborted);
        }
        else if (_pointPasses.Task.IsCompleted)
        {
            await _allPass.Task.WaitAsync(aborted);
        }
    }

    public void Answer(string position)
    {
        if (position == point) _answered.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
