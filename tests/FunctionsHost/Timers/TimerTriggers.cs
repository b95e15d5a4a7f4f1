using System.Text.Json;
using Cronos;
using DurableTeams.FunctionsHost.Protocol;
using DurableTeams.FunctionsHost.Workers;

namespace DurableTeams.FunctionsHost.Timers;

/// <summary>Runs timer triggers by their schedules (six fields, UTC), one invocation of each at a time, and on demand.</summary>
internal sealed partial class TimerTriggers(Invoker invoker, ILoggerFactory loggers) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _log = loggers.CreateLogger("Host.Timers");
    private IReadOnlyList<FunctionDescription> _timers = [];
    private Task _running = Task.CompletedTask;

    public void Start(IEnumerable<FunctionDescription> functions)
    {
        _timers = [.. functions.Where(function => function.Is("timerTrigger"))];
        _running = Task.WhenAll(_timers.Select(KeepAsync));
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    /// <summary>Runs one now; false where there is none of that name.</summary>
    public async Task<bool> TryRunAsync(string name)
    {
        if (_timers.FirstOrDefault(timer => timer.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } timer)
            return false;
        await RunAsync(timer);
        return true;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task KeepAsync(FunctionDescription timer)
    {
        var schedule = CronExpression.Parse(timer.Text("schedule")!, CronFormat.IncludeSeconds);
        try
        {
            while (schedule.GetNextOccurrence(DateTime.UtcNow) is { } next)
            {
                await Task.Delay(next - DateTime.UtcNow, _stopping.Token);
                await RunAsync(timer);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task RunAsync(FunctionDescription timer)
    {
        var info = JsonSerializer.Serialize(
            new { Schedule = new { AdjustForDST = true }, ScheduleStatus = (object?)null, IsPastDue = false });
        try
        {
            var answer = await invoker.InvokeAsync(
                timer, Guid.NewGuid().ToString(), new TypedData { Json = info }, [], null, CancellationToken.None);
            if (answer.Result.Status != StatusResult.Types.Status.Success)
                LogFailed(_log, timer.Name, answer.Result.Exception?.Message);
        }
        catch (WorkerGoneException gone)
        {
            LogFailed(_log, timer.Name, gone.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Executed '{Function}' (Failed): {Why}")]
    private static partial void LogFailed(ILogger logger, string function, string? why);
}
