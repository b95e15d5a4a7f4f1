using DurableTeams;
using DurableTeamsApp;
using Microsoft.Extensions.AI;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDurableTeams(teams => teams
    .UseSqlite("data")
    .AddTool(AIFunctionFactory.Create(NewsTools.SearchArchive, "search_archive"))
    // A person approves each call. The run waits for that, for days if need be, and survives the end of this process.
    .AddTool(new ApprovalRequiredAIFunction(AIFunctionFactory.Create(NewsTools.SendMessage, "send_message")))
    // A model of your own: .AddChatClient("fast", services => …any IChatClient…). See teams/newsroom.yaml.
    .AddTeamsFrom("teams"));

var app = builder.Build();
app.MapDurableTeams();
app.Run();
