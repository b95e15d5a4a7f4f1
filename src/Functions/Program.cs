using DurableTeams;
using DurableTeams.Definitions;
using DurableTeams.FunctionsApp.Settings;
using DurableTeams.Http;
using DurableTeams.Json;
using DurableTeams.Storage;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// The entry point on the Azure Functions host; the embedded host serves the same functions with its own.
try
{
    await RunAsync(args);
    return 0;
}
catch (Exception exception) when (exception is SettingException or DefinitionException or StoreUnavailableException)
{
    // The Functions host writes into its log what its worker says here: one line says what to change.
    await Console.Error.WriteLineAsync($"DurableTeams cannot start: {exception.Message.ReplaceLineEndings("; ")}");
    return 2;
}

static async Task RunAsync(string[] args)
{
    var builder = FunctionsApplication.CreateBuilder(args);
    var options = FunctionsOptions.Read(builder.Configuration, AppContext.BaseDirectory);
    builder.Services.AddSingleton(options);
    builder.Services.AddSingleton(options.Maintenance);
    builder.Services.AddQuietServerLogs();
    builder.Services.AddDurableTeams(teams => teams
        .UseDurableFunctions(builder)
        .UseStorage(options.Storage)
        .UseMail(new MailOptions { Configuration = builder.Configuration })
        .UseOpenTelemetry(new TelemetryOptions
        {
            Configuration = builder.Configuration,
            ConfigureTracing = telemetry => telemetry.UseFunctionsWorkerDefaults(),
        })
        .AddTeamsFrom(options.TeamsDirectory));
    await builder.Build().RunAsync();
}
