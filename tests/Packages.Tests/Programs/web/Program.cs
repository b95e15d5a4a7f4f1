using DurableTeams;
using DurableTeams.Definitions;
using DurableTeams.Testing;
using Microsoft.Extensions.AI;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDurableTeams(teams => teams
    .UseSqlite("data")
    .AddChatClient("fast", services => Model())
    .AddTool(AIFunctionFactory.Create(SearchArchive, "search_archive"))
    .AddTool(
        new ApprovalRequiredAIFunction(AIFunctionFactory.Create(SendMessage, "send_message")),
        tool => tool.Expires("24h", OnExpiry.Reject))
    .AddTeam(Team.Create("newsroom").Coordinate("fast")
        .Member("researcher", m => m.Tools("search_archive"))
        .Member("sender", m => m.Tools("send_message")))
    .AddTeamsFrom("teams"));
var app = builder.Build();
app.MapDurableTeams();
app.Run();

static string SearchArchive(string query) => $"nothing about {query}";

static string SendMessage(string text)
{
    File.AppendAllText("sent.txt", text + Environment.NewLine);
    return "sent";
}

static ScriptedModel Model() => new ScriptedModel()
    .When("leader", 1, answer => answer
        .Call("delegate_task_to_member", new { member_id = "researcher", task = "What is known?" })
        .Call("delegate_task_to_member", new { member_id = "sender", task = "Tell them" }))
    .When("leader", 2, answer => answer.Say("Our readers know."))
    .When("researcher", 1, answer => answer.Call("search_archive", new { query = "1.0" }))
    .When("sender", 1, answer => answer.Call("send_message", new { text = "1.0 is out" }))
    .Otherwise(answer => answer.Say(request => request.Last));
