using System.Diagnostics;
using System.Text;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>Both output streams of a process, line by line as they come.</summary>
internal sealed class ProcessOutput
{
    private readonly StringBuilder _text = new();

    public ProcessOutput(Process process)
    {
        process.OutputDataReceived += (_, line) => Append("", line.Data);
        process.ErrorDataReceived += (_, line) => Append("", line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Text
    {
        get { lock (_text) return _text.ToString(); }
    }

    public override string ToString() => Text;

    private void Append(string prefix, string? line)
    {
        if (line is null) return;
        lock (_text) _text.Append(prefix).Append(line).Append('\n');
    }
}
