using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Hosting;

/// <summary>How long each part of a host's start takes, for its log at level Debug.</summary>
internal sealed partial class StartTimes
{
    private readonly List<(string Part, TimeSpan Took)> _parts = [];
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>A part is done.</summary>
    public void Done(string part)
    {
        _parts.Add((part, Stopwatch.GetElapsedTime(_last)));
        _last = Stopwatch.GetTimestamp();
    }

    /// <summary>Writes them down, with what came before the first of them: the runtime, and reading the command line.</summary>
    public void Log(ILogger logger)
    {
        if (!logger.IsEnabled(LogLevel.Debug)) return;
        using var process = Process.GetCurrentProcess();
        var all = DateTime.Now - process.StartTime;
        var before = all - TimeSpan.FromTicks(_parts.Sum(part => part.Took.Ticks));
        LogStart(logger, Milliseconds(all), string.Join(
            ", ", _parts.Prepend(("runtime and options", before)).Select(part => $"{part.Item1} {Milliseconds(part.Item2)}")));
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Started in {All} ms: {Parts}")]
    private static partial void LogStart(ILogger logger, string all, string parts);
}
