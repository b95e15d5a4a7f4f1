using DurableTeams.Definitions;
using DurableTeams.Functions;
using DurableTeams.Functions.Settings;
using DurableTeams.Functions.Storage;
using DurableTeams.Functions.Telemetry;
using DurableTeams.Storage;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// The entry point on the Azure Functions host; the embedded host serves the same functions with its own.
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
var options = FunctionsOptions.Read(builder.Configuration, AppContext.BaseDirectory);
builder.Services.AddSingleton(options);
builder.Services.AddSingleton(options.Maintenance);
builder.Services.AddDurableTeams();
builder.Services.AddFunctionsTelemetry(builder.Configuration);
builder.Services.AddTableRunStore(options.Storage);
builder.Services.AddSingleton<ITeamCatalog>(services => new TeamCatalog(
    TeamFiles.Load(
        options.TeamsDirectory,
        ProcessEnvironment.Instance,
        builder.Services.RegisteredFunctionNames(),
        builder.Services.RegisteredAgentNames()),
    services.GetRequiredService<IRunStore>()));

var app = builder.Build();

// Said when the app starts, not when the first call comes.
app.Services.CheckSettings();
DefinitionWarnings.Log(app.Services.GetRequiredService<ITeamCatalog>().Teams, app.Services.GetRequiredService<ILoggerFactory>());
await app.RunAsync();
