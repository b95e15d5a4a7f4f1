using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Functions.Hosting;

/// <summary>
/// Ends the worker when the Functions host that started it is gone: otherwise the worker would stay for ever without calls.
/// Running work is finished first. On Windows the host ends the worker itself.
/// </summary>
internal sealed partial class HostExitWatch(IHostApplicationLifetime lifetime, ILogger<HostExitWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (OperatingSystem.IsWindows()) return;
        var host = getppid();
        using var timer = new PeriodicTimer(Interval);
        try
        {
            // A process whose parent is gone gets another parent.
            while (getppid() == host) await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        LogGone(logger, host);
        lifetime.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Functions host (process {Host}) is gone; this worker ends")]
    private static partial void LogGone(ILogger logger, int host);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    // The C function's own name. Source generation would need unsafe code for this one call.
#pragma warning disable IDE1006, SYSLIB1054, CA5392
    private static extern int getppid();
#pragma warning restore IDE1006, SYSLIB1054, CA5392
}
