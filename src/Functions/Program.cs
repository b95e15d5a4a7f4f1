using DurableTeams.Functions;
using DurableTeams.Storage;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// The entry point on the Azure Functions host; the embedded host serves the same functions with its own.
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddDurableTeams();
builder.Services.AddSingleton<IRunStore>(_ => throw new NotSupportedException(
    "The Azure Table store is not in this version yet; run the embedded host: dotnet run --project src/Embedded."));
await builder.Build().RunAsync();
