using DurableTeams.FunctionsHost.Protocol;

namespace DurableTeams.FunctionsHost.Workers;

/// <summary>Writes what a worker logs into the host's log, under the worker's categories, which host.json filters.</summary>
internal sealed class WorkerLog(ILoggerFactory loggers)
{
    public void Write(RpcLog entry)
    {
        var logger = loggers.CreateLogger(entry.Category.Length == 0 ? "Worker" : entry.Category);
        var level = (LogLevel)(int)entry.Level;
        if (!logger.IsEnabled(level)) return;
        var text = entry.Exception is { } exception
            ? $"{entry.Message} {exception.Message} {exception.StackTrace}"
            : entry.Message;
        logger.Log(level, default, text, null, (state, _) => state);
    }
}
