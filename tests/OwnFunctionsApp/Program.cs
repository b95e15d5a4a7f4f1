using DurableTeams;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using OwnFunctionsApp;

var builder = FunctionsApplication.CreateBuilder(args);
// As the templates of Azure Functions have it; UseDurableFunctions would do the same.
builder.ConfigureFunctionsWebApplication();
builder.Services.AddDurableTeams(teams => teams
    .UseDurableFunctions(builder)
    .UseAzureTables(builder.Configuration["AzureWebJobsStorage"]!)
    .AddChatClient("desk", new DeskModel())
    .AddTool(new ApprovalRequiredAIFunction(AIFunctionFactory.Create(Sending.SendMessage, "send_message")))
    .AddTeam(Team.Create("newsroom")
        .Coordinate("desk")
        .Member("sender", member => member.Model("desk").Tools("send_message"))));
await builder.Build().RunAsync();
