using DurableTeams;
using DurableTeamsApp;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddDurableTeams(teams => teams
    .UseDurableFunctions(builder)
    // Runs are in the app's own storage account. Azurite stands for it on your machine.
    .UseAzureTables(builder.Configuration["AzureWebJobsStorage"] ?? "UseDevelopmentStorage=true")
    .AddTool(AIFunctionFactory.Create(NewsTools.SearchArchive, "search_archive"))
    // A person approves each call. The run waits for that, for days if need be, on no machine.
    .AddTool(new ApprovalRequiredAIFunction(AIFunctionFactory.Create(NewsTools.SendMessage, "send_message")))
    // A model of your own: .AddChatClient("fast", services => …any IChatClient…). See teams/newsroom.yaml.
    .AddTeamsFrom("teams"));
builder.Build().Run();
