using DurableTeams.Definitions;
using DurableTeams.Json;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Hosting;

/// <summary>Serves until a signal comes, or the host is idle.</summary>
internal static class HostCommand
{
    /// <summary>Runs the host.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(HostSettings settings)
    {
        using var signals = new StopSignals(TimeProvider.System);
        try
        {
            settings = settings with { Telemetry = TelemetryVariables() };
            await using var host = await EmbeddedHost.StartAsync(settings, signals.Token);
            await Console.Out.WriteLineAsync($"Listening on {host.Url}");
            await Console.Out.FlushAsync(CancellationToken.None);
            await WaitAsync(host, settings.Idle, signals.Token);
            if (!await host.StopAsync()) Environment.Exit(ExitCodes.Done);
            return ExitCodes.Done;
        }
        catch (DefinitionException exception)
        {
            foreach (var error in exception.Errors) await Console.Error.WriteLineAsync(error.ToString());
            return ExitCodes.BadStart;
        }
        catch (Exception exception) when (exception is HostStartException or SettingException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.BadStart;
        }
        catch (DataDirectoryInUseException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.DataDirectoryInUse;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            // A signal came while the host was still starting.
            return ExitCodes.Done;
        }
    }

    private static Dictionary<string, string?> TelemetryVariables() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal)
            || name.StartsWith("APPLICATIONINSIGHTS_", StringComparison.Ordinal))
        .ToDictionary(name => name, Environment.GetEnvironmentVariable, StringComparer.Ordinal);

    private static async Task WaitAsync(EmbeddedHost host, IdleLimits? idle, CancellationToken stop)
    {
        try
        {
            if (idle is null) await Task.Delay(Timeout.Infinite, stop);
            else await host.Services.GetRequiredService<IdleExit>().WaitAsync(idle, stop);
        }
        catch (OperationCanceledException)
        {
            // A signal came.
        }
    }
}
