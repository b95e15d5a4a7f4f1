
namespace DurableTeams.Testing.Servers;

/// <summary>
/// What reached the model and the tool server of one test, in one order. Frozen, both servers still record but answer
/// nothing: what a restarted host then shows was recorded by the process before it.
/// </summary>
public sealed class Traffic
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly Dictionary<(int Number, bool Answered), TaskCompletionSource<int>> _moments = [];
    private TaskCompletionSource _open = Opened();
    private int _count;

    /// <summary>How many requests have arrived.</summary>
    public int Count
    {
        get { lock (_gate) return _count; }
    }

    /// <summary>Numbers an arriving request, from 1.</summary>
    public int Arrive(string what)
    {
        TaskCompletionSource<int> moment;
        int number;
        lock (_gate)
        {
            number = ++_count;
            _lines.Add($"#{number} {what}");
            moment = Moment(number, answered: false);
        }

        moment.TrySetResult(number);
        return number;
    }

    /// <summary>Notes that a request's answer is written.</summary>
    public void Answer(int number, string what)
    {
        TaskCompletionSource<int> moment;
        lock (_gate)
        {
            _lines.Add($"#{number} -> {what}");
            moment = Moment(number, answered: true);
        }

        moment.TrySetResult(number);
    }

    /// <summary>Notes something for the reader of a failure.</summary>
    public void Note(string what)
    {
        lock (_gate) _lines.Add($"-- {what}");
    }

    /// <summary>Completes when the n-th request arrives, or (answered) when its answer is written.</summary>
    public Task<int> MomentOf(int number, bool answered)
    {
        lock (_gate) return Moment(number, answered).Task;
    }

    /// <summary>As new.</summary>
    public void Clear()
    {
        Thaw();
        lock (_gate)
        {
            _lines.Clear();
            _moments.Clear();
            _count = 0;
        }
    }

    /// <summary>Nothing is answered from here on, until <see cref="Thaw"/>.</summary>
    public void Freeze()
    {
        lock (_gate) _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Thaw()
    {
        lock (_gate) _open.TrySetResult();
    }

    /// <summary>Returns when answers may be given.</summary>
    public Task OpenAsync(CancellationToken aborted)
    {
        lock (_gate) return _open.Task.WaitAsync(aborted);
    }

    public override string ToString()
    {
        lock (_gate) return string.Join(Environment.NewLine, _lines);
    }

    private TaskCompletionSource<int> Moment(int number, bool answered)
    {
        if (!_moments.TryGetValue((number, answered), out var moment))
            _moments[(number, answered)] = moment = new TaskCompletionSource<int>(
                TaskCreationOptions.RunContinuationsAsynchronously);
        return moment;
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }
}
