using System.Text;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working.Transcripts;

/// <summary>Reads the transcript of a command while the command runs, and reports model and tool calls as they appear.</summary>
internal sealed class TranscriptFollower : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);
    private const int MostWaiting = 20_000;
    private const string Output = "standard output";
    private readonly TranscriptFiles _files;
    private readonly Func<IEnumerable<WorkEvent>, Task<WorkReceipt>> _report;
    private readonly Action<string> _log;
    private readonly Dictionary<string, TranscriptLines> _lines = new(StringComparer.Ordinal);
    private readonly StringBuilder _part = new();
    private readonly List<string> _said = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;
    private bool _refused;

    public TranscriptFollower(
        TranscriptFiles files, Func<IEnumerable<WorkEvent>, Task<WorkReceipt>> report, Action<string> log)
    {
        (_files, _report, _log) = (files, report, log);
        _following = Task.Run(FollowAsync);
    }

    /// <summary>Takes a piece of standard output.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        lock (_part)
        {
            foreach (var letter in text)
            {
                if (letter == '\n') Cut();
                // A line that is too long is none of a transcript.
                else if (_part.Length <= TranscriptFiles.LongestLine) _part.Append(letter);
            }
        }
    }

    /// <summary>Reads and reports the rest.</summary>
    /// <returns>What the agent said last; null where standard output is no transcript, or nothing was said.</returns>
    public async Task<string?> EndAsync()
    {
        await StopAsync();
        lock (_part) Cut();
        await ReadAsync(last: true);
        return _lines.TryGetValue(Output, out var output) ? output.Answer : null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _following;
    }

    private async Task FollowAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, _stop.Token);
                try
                {
                    await ReadAsync(last: false);
                }
                catch (IOException trouble)
                {
                    _log($"its transcript cannot be read now: {trouble.Message}");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The command has ended, or the work is no longer this worker's.
        }
    }

    private async Task ReadAsync(bool last)
    {
        string[] said;
        lock (_part)
        {
            said = [.. _said];
            _said.Clear();
        }

        foreach (var line in said) Of(Output).Read(line);
        foreach (var (file, line) in _files.ReadNew(last)) Of(file).Read(line);
        var events = _lines.Values.SelectMany(lines => lines.Take(last)).ToList();
        if (events.Count == 0 || _refused) return;
        try
        {
            await _report(events);
        }
        catch (WorkRefusedException refused)
        {
            // The work matters more than its trace.
            _refused = true;
            _log($"nothing more of its transcript is reported: {refused.Message}");
        }
    }

    private void Cut()
    {
        // While the host is away lines wait here; what is more than this is not reported.
        if (_part.Length is > 0 and <= TranscriptFiles.LongestLine && _said.Count < MostWaiting) _said.Add(_part.ToString());
        _part.Clear();
    }

    private TranscriptLines Of(string source)
    {
        if (!_lines.TryGetValue(source, out var lines)) _lines[source] = lines = new TranscriptLines();
        return lines;
    }
}
