using DurableTeams.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace DurableTeams.Embedded.Hosting;

/// <summary>Builds the host's web application.</summary>
internal static class HostBuilding
{
    private const string Service = "durableteams";

    // Kestrel takes up to five seconds of it, the engine up to twenty-four.
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(29);

    /// <summary>The application with all services.</summary>
    public static WebApplicationBuilder CreateBuilder(HostSettings settings)
    {
        // The empty builder reads no configuration files and no environment variables, which would change the settings.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "DurableTeams" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => KestrelSetup.Configure(kestrel, settings.Address));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        Log(builder.Logging, settings.LogLevel, settings.JsonLog);
        // These change nothing but telemetry. The OpenTelemetry SDK reads its own of them here.
        builder.Configuration.AddInMemoryCollection(settings.Telemetry);
        builder.Services.AddSingleton<IHostLifetime, NoSignalLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Shutdown);
        builder.Services.AddDurableTeams(teams =>
        {
            Say(teams, settings);
            teams.UseMail();
            teams.UseOpenTelemetry(new TelemetryOptions { Configuration = builder.Configuration, ServiceName = Service });
        });
        settings.ConfigureServices?.Invoke(builder.Services);
        return builder;
    }

    /// <summary>Serves the API.</summary>
    /// <returns>The request to send once the host listens.</returns>
    public static FirstRequest Map(WebApplication app)
    {
        var requests = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("DurableTeams.Http");
        if (requests.IsEnabled(LogLevel.Information)) app.Use((context, next) => RequestLogs.LogAsync(context, next, requests));
        app.UseProblemDetails();
        var first = new FirstRequest();
        app.Use(first.PassTo);
        app.UseRouting();
        app.MapDurableTeams();
        return first;
    }

    /// <summary>Logs on standard error; standard output has one line, the address of the host.</summary>
    public static void Log(ILoggingBuilder logging, LogLevel level, bool json = false)
    {
        logging.AddFilter((category, of) => of >= level && !IsToldOtherwise(category, of));
        if (json) logging.AddJsonConsole(console =>
        {
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            console.UseUtcTimestamp = true;
        });
        else logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        logging.Services.AddQuietServerLogs();
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            // Nobody may read standard error: that must not hold the host up.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }

    private static void Say(DurableTeamsBuilder teams, HostSettings settings)
    {
        var sqlite = new SqliteOptions { Directory = settings.DataDirectory };
        teams.UseSqlite(settings.ConfigureSqlite?.Invoke(sqlite) ?? sqlite).UseKey(settings.Key);
        if (settings.Tables is { } tables) teams.UseAzureTables(tables);
        teams.UseDashboard(options => options with { Path = "/" });
        foreach (var team in settings.Teams ?? []) teams.AddTeam(team);
        if (settings.Teams is null) teams.AddTeamsFrom(settings.TeamsDirectory);
        settings.ConfigureTeams?.Invoke(teams);
    }

    /// <summary>
    /// Whether a log line repeats an error that this host reports itself in one line: the server and the hosting library log
    /// stacks of it first.
    /// </summary>
    private static bool IsToldOtherwise(string? category, LogLevel level) => (category, level)
        is ("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)
            or ("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Error);
}
