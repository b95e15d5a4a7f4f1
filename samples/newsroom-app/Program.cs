using DurableTeams;
using DurableTeams.Definitions;
using Microsoft.Extensions.AI;
using OpenAI;

var builder = WebApplication.CreateBuilder(args);
var key = builder.Configuration["OpenAI:Key"];
builder.Services.AddDurableTeams(teams => teams
    .UseSqlite("data")
    .AddChatClient("leader", _ => new OpenAIClient(key).GetChatClient("gpt-4o-mini").AsIChatClient())
    .AddTool(AIFunctionFactory.Create(News.ReadArchive, "read_archive"))
    .AddTool(
        new ApprovalRequiredAIFunction(AIFunctionFactory.Create(News.SendMessage, "send_message")),
        tool => tool.Expires("24h", OnExpiry.Reject))
    .AddTeam(Team.Create("newsroom").Coordinate("leader").Instructions("First the facts, then the message.")
        .Member("researcher", m => m.Role("Finds facts").Tools("read_archive"))
        .Member("telegram-agent", m => m.Role("Sends messages").Tools("send_message"))));
var app = builder.Build();
app.MapDurableTeams();
app.Run();
