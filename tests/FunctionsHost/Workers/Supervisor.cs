using System.Collections.Concurrent;
using DurableTeams.FunctionsHost.Protocol;
using DurableTeams.FunctionsHost.Settings;
using Google.Protobuf.WellKnownTypes;

namespace DurableTeams.FunctionsHost.Workers;

/// <summary>
/// Starts the worker, and another where one ends; gives up where they end before they are ready, as the host does.
/// </summary>
internal sealed partial class Supervisor(HostSettings settings, WorkerLog workerLog, ILoggerFactory loggers) : IDisposable
{
    private const int MaxFailures = 3;
    // What the host tells its worker.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // A worker ends by itself within 35 seconds. That a machine is busy is no reason to kill one that drains.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly ConcurrentDictionary<string, WorkerChannel> _channels = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<Worker> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _log = loggers.CreateLogger("Host.Worker");
    private volatile Worker? _ready;
    private volatile bool _stopping;
    private WorkerProcess? _process;
    private Task _watching = Task.CompletedTask;

    /// <summary>Completes when no worker will come any more.</summary>
    public Task GaveUp => _gaveUp.Task;

    /// <summary>The worker that takes work now.</summary>
    /// <exception cref="WorkerGoneException">There is none.</exception>
    public Worker Ready => _ready ?? throw new WorkerGoneException("Did not find any initialized language workers.");

    public WorkerChannel? Find(string workerId) => _channels.GetValueOrDefault(workerId);

    /// <summary>Starts a worker; returns when its functions are loaded.</summary>
    public Task<Worker> StartAsync(Uri rpc)
    {
        _watching = Task.Run(() => KeepAsync(rpc));
        return _first.Task;
    }

    /// <summary>From here on a worker that ends is the last one.</summary>
    public void StartNoMore() => _stopping = true;

    /// <summary>Asks the worker to end, and makes it end when it does not.</summary>
    public async Task StopAsync()
    {
        StartNoMore();
        if (_ready is { } ready)
        {
            var terminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(Grace) };
            ready.Channel.Tell(new StreamingMessage { WorkerTerminate = terminate });
            await Task.WhenAny(_watching, Task.Delay(Patience));
        }

        if (!_watching.IsCompleted) _process?.Kill();
        await _watching;
    }

    /// <summary>The worker ends at once.</summary>
    public void Kill()
    {
        _stopping = true;
        _process?.Kill();
    }

    public void Dispose() => _process?.Dispose();

    private async Task KeepAsync(Uri rpc)
    {
        for (var failures = 0; !_stopping && failures < MaxFailures;)
        {
            var channel = new WorkerChannel(Guid.NewGuid().ToString(), workerLog);
            _channels[channel.WorkerId] = channel;
            using var process = WorkerProcess.Start(settings, rpc, channel.WorkerId, line => LogSaid(_log, line));
            _process = process;
            LogStarted(_log, process.Id);
            var ended = process.EndedAsync();
            failures = await LoadAsync(channel, process, ended) ? 0 : failures + 1;
            await ended;
            _ready = null;
            _channels.TryRemove(channel.WorkerId, out _);
            channel.Close($"dotnet exited with code {process.ExitCode} (0x{process.ExitCode:x})");
            if (!_stopping) LogEnded(_log, process.Id, process.ExitCode);
        }

        if (_stopping) return;
        LogGaveUp(_log);
        _first.TrySetException(
            new InvalidOperationException("Exceeded language worker restart retry count. Shutting down the host."));
        _gaveUp.TrySetResult();
    }

    private async Task<bool> LoadAsync(WorkerChannel channel, WorkerProcess process, Task ended)
    {
        try
        {
            var loading = Worker.LoadAsync(channel, settings);
            if (await Task.WhenAny(loading, ended) != loading) return false;
            _ready = await loading;
            LogReady(_log, process.Id, _ready.Functions.Count);
            _first.TrySetResult(_ready);
            return true;
        }
        catch (Exception exception) when (exception is WorkerGoneException or InvalidOperationException)
        {
            LogSaid(_log, exception.Message);
            process.Kill();
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Line}")]
    private static partial void LogSaid(ILogger logger, string line);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker process {Id} started")]
    private static partial void LogStarted(ILogger logger, int id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker process {Id} is ready with {Count} functions")]
    private static partial void LogReady(ILogger logger, int id, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Worker process {Id} ended with code {Code}")]
    private static partial void LogEnded(ILogger logger, int id, int code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Exceeded language worker restart retry count. Shutting down the host.")]
    private static partial void LogGaveUp(ILogger logger);
}
