using DurableTeams.Approvals.Links;
using DurableTeams.AzureTables;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Functions;
using DurableTeams.Functions.Hosting;
using DurableTeams.Http;
using DurableTeams.Json;
using DurableTeams.Models;
using DurableTeams.Runs.Activities;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine.Activities;
using DurableTeams.Storage;
using DurableTeams.Telemetry.Export;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace DurableTeams.Embedded.Hosting;

/// <summary>Builds the host's web application.</summary>
internal static class HostBuilding
{
    private static readonly TimeSpan HttpDrain = TimeSpan.FromSeconds(5);

    /// <summary>The services of the product, with those that the settings add; storage and teams are added later.</summary>
    public static WebApplicationBuilder CreateBuilder(HostSettings settings, ILoggerFactory loggers)
    {
        // The empty builder reads no configuration files and no environment variables, which would change the settings.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "DurableTeams" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => KestrelSetup.Configure(kestrel, settings.Address));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoSignalLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = HttpDrain);
        builder.Services.AddSingleton(new EngineTraits { BegunBefore = EmbeddedActivityContext.CountBegun });
        builder.Services.AddDurableTeams();
        builder.Services.AddSingleton(services =>
            LinkKeys.Read(services.GetRequiredService<IDefinitionEnvironment>()) ?? LinkKeyFile.Open(settings.DataDirectory));
        settings.ConfigureServices?.Invoke(builder.Services);
        return builder;
    }

    /// <summary>
    /// What team files are checked by, the same wherever this program does: the functions, agents and providers of the host, and
    /// the environment.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="built">The same, built: the providers are made of them, and check for as long as they live.</param>
    public static DefinitionScope ScopeOf(IServiceCollection services, IServiceProvider built) => new(
        services.RegisteredFunctionNames(), ProcessEnvironment.Instance, services.RegisteredAgentNames(),
        [.. built.GetServices<IChatClientFactory>()]);

    /// <summary>The teams in the settings, or in their files.</summary>
    /// <exception cref="DefinitionException">Files are wrong.</exception>
    public static async Task<IReadOnlyList<PinnedTeam>> LoadTeamsAsync(HostSettings settings, IServiceCollection services)
    {
        if (settings.Teams is { } teams) return teams;
        // The host's own are built later, out of these teams.
        await using var built = services.BuildServiceProvider();
        return TeamFiles.Load(settings.TeamsDirectory, ScopeOf(services, built));
    }

    /// <summary>The application with an opened database and all services.</summary>
    public static WebApplication Build(
        WebApplicationBuilder builder, HostSettings settings, IReadOnlyList<PinnedTeam> teams, EmbeddedDatabase database,
        IRunFeed? feed)
    {
        if (feed is not null) builder.Services.AddSingleton(feed);
        if (settings.Tables is { } tables) builder.Services.AddAzureTablesRunStore(tables);
        else builder.Services.AddSqliteRunStore(database);
        builder.Services.AddSingleton<ITeamCatalog>(services => new TeamCatalog(teams, services.GetRequiredService<IRunStore>()));
        return builder.Build();
    }

    /// <summary>The steps of every host before it serves.</summary>
    /// <exception cref="HostStartException">A setting is wrong, or the storage cannot be reached.</exception>
    public static async Task PrepareAsync(IServiceProvider services, HostSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await services.PrepareAsync(cancellationToken);
        }
        catch (SettingException exception)
        {
            throw new HostStartException(exception.Message);
        }
        catch (StoreUnavailableException exception)
        {
            throw new HostStartException(settings.Tables is null
                ? $"--data: {settings.DataDirectory} cannot be used: {exception.Message}"
                : $"--store-connection: {Sentence.WithFullStop(exception.Message)} Name an account that can be reached, "
                    + "such as UseDevelopmentStorage=true with Azurite running.");
        }
    }

    /// <summary>Serves the API.</summary>
    /// <returns>The request to send once the host listens.</returns>
    public static FirstRequest Map(WebApplication app, HostSettings settings, DurableTaskClient client)
    {
        var requests = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("DurableTeams.Http");
        if (requests.IsEnabled(LogLevel.Information)) app.Use((context, next) => RequestLogs.LogAsync(context, next, requests));
        app.UseMiddleware<ProblemPages>();
        if (settings.Key is null) app.Use(next => context => LocalOnlyGuard.InvokeAsync(context, next));
        var first = new FirstRequest();
        app.Use(first.PassTo);
        var key = new FunctionKey(settings.Key);
        app.Use(next => context =>
        {
            var trace = context.Request.Headers.TraceParent.ToString();
            context.Features.Set(new CallContext(key.Admits(context.Request), trace.Length > 0 ? trace : null, client));
            return next(context);
        });
        app.UseRouting();
        app.MapDurableTeams();
        return first;
    }

    /// <summary>
    /// Whether a log line repeats an error that this host reports itself in one line: the server and the hosting library log
    /// stacks of it first.
    /// </summary>
    private static bool IsToldOtherwise(string? category, LogLevel level) => (category, level)
        is ("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)
            or ("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Error);

    /// <summary>Logs on standard error; standard output has one line, the address of the host.</summary>
    public static ILoggerFactory CreateLoggers(LogLevel level, Action<ILoggingBuilder>? more = null) =>
        LoggerFactory.Create(logging =>
        {
            logging.AddFilter((category, of) => of >= level && !IsToldOtherwise(category, of)).AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.UseUtcTimestamp = true;
            });
            logging.Services.PostConfigure<LoggerFilterOptions>(RequestLogs.KeepServerQuiet);
            logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            more?.Invoke(logging);
        });
}
