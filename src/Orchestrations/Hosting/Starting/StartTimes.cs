using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Hosting.Starting;

/// <summary>How long each part of the start takes, for the log at level Debug.</summary>
internal sealed partial class StartTimes
{
    private readonly List<(string Part, TimeSpan Took)> _parts = [];
    private TimeSpan _before;
    private long _last;

    /// <summary>The start begins. The runtime, and the services of the program, were first.</summary>
    public void Begin()
    {
        using var process = Process.GetCurrentProcess();
        _before = DateTime.Now - process.StartTime;
        _last = Stopwatch.GetTimestamp();
    }

    /// <summary>A part is done.</summary>
    public void Done(string part)
    {
        _parts.Add((part, Stopwatch.GetElapsedTime(_last)));
        _last = Stopwatch.GetTimestamp();
    }

    /// <summary>Writes them down.</summary>
    public void Log(ILogger logger)
    {
        if (!logger.IsEnabled(LogLevel.Debug)) return;
        var parts = _parts.Prepend(("runtime and services", _before)).ToList();
        LogStart(
            logger, Milliseconds(TimeSpan.FromTicks(parts.Sum(part => part.Item2.Ticks))),
            string.Join(", ", parts.Select(part => $"{part.Item1} {Milliseconds(part.Item2)}")));
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Started in {All} ms: {Parts}")]
    private static partial void LogStart(ILogger logger, string all, string parts);
}
