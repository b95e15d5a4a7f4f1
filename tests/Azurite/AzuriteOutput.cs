using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace DurableTeams.Azurite;

/// <summary>What a process prints: read to the end, so that it never blocks, and searched.</summary>
internal sealed class AzuriteOutput
{
    private readonly TaskCompletionSource<string> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _text = new();
    private readonly Regex _wanted;

    public AzuriteOutput(Process process, Regex wanted)
    {
        _wanted = wanted;
        process.OutputDataReceived += (_, line) => Take(line.Data, isEnd: line.Data is null);
        process.ErrorDataReceived += (_, line) => Take(line.Data, isEnd: false);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The first group of the wanted line.</summary>
    public Task<string> FoundAsync(TimeSpan patience) => _found.Task.WaitAsync(patience);

    private void Take(string? line, bool isEnd)
    {
        lock (_text) _text.AppendLine(line);
        if (line is not null && _wanted.Match(line) is { Success: true } match) _found.TrySetResult(match.Groups[1].Value);
        if (isEnd) _found.TrySetException(new InvalidOperationException($"Azurite ended: {Text()}"));
    }

    private string Text()
    {
        lock (_text) return _text.ToString();
    }
}
