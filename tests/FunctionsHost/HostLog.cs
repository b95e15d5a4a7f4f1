using DurableTeams.FunctionsHost.Settings;
using Microsoft.Extensions.Logging.Console;

namespace DurableTeams.FunctionsHost;

/// <summary>The host's log: a line per entry on standard output, with the levels that host.json says.</summary>
internal static class HostLog
{
    public static void Configure(ILoggingBuilder logging, HostSettings settings)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        foreach (var level in settings.HostJson.GetSection("logging:logLevel").GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out var value)) continue;
            logging.AddFilter(level.Key.Equals("default", StringComparison.OrdinalIgnoreCase) ? null : level.Key, value);
        }

        // The double's own servers are not the real host's, and say nothing.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning).AddFilter("Microsoft.DurableTask.Sidecar", LogLevel.Error);
        logging.AddSimpleConsole(console =>
            (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp, console.ColorBehavior)
                = (true, "HH:mm:ss.fff ", true, LoggerColorBehavior.Disabled));
    }
}
