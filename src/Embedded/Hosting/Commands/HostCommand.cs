using DurableTeams.Definitions;
using DurableTeams.Embedded.Display;
using DurableTeams.Json;
using DurableTeams.Telemetry.Export;
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
            await using var console = HostConsole.Open(settings);
            if (console is not null)
                settings = settings with { ConfigureServices = services => services.AddSingleton<IRunFeed>(console.Lines) };
            await using var host = await EmbeddedHost.StartAsync(settings, signals.Token);
            await Console.Out.WriteLineAsync($"Listening on {host.Url}");
            await Console.Out.FlushAsync(CancellationToken.None);
            if (console is not null) await console.ListenAsync(host.Url, host.Services, settings.DataDirectory);
            await WaitAsync(host, settings.Idle, signals.Token);
            if (!await host.StopAsync()) Environment.Exit(ExitCodes.Done);
            return ExitCodes.Done;
        }
        catch (DefinitionException exception)
        {
            return await FailAsync(ExitCodes.BadStart, settings, exception.Errors.Select(error => error.ToString()));
        }
        catch (Exception exception) when (exception is HostStartException or SettingException)
        {
            return await FailAsync(ExitCodes.BadStart, settings, [exception.Message]);
        }
        catch (DataDirectoryInUseException exception)
        {
            return await FailAsync(ExitCodes.DataDirectoryInUse, settings, [exception.Message]);
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

    private static async Task<int> FailAsync(int code, HostSettings settings, IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
            await Console.Error.WriteLineAsync(settings.JsonLog ? EventJson.OfFailure(reason) : reason);
        return code;
    }

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
