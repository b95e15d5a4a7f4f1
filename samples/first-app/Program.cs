using DurableTeams;
using DurableTeams.Samples;
using Microsoft.Extensions.AI;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDurableTeams(teams => teams
    .UseSqlite("data")
    .AddChatClient("own", new OwnModel())
    .AddTool(
        AIFunctionFactory.Create(Board.Publish, "publish", "Adds a text to the board"),
        tool => tool.Confirmation(allowEdit: true))
    .AddTeam(Team.Create("newsletter").Sequential("own")
        .Member("writer", m => m.Role("Writes the text"))
        .Member("sender", m => m.Role("Publishes the text").Tools("publish"))));
var app = builder.Build();
app.MapDurableTeams();
app.MapPost("/news", async (string text, IDurableTeams teams) =>
{
    var run = await teams.StartAsync("newsletter", text);
    run = await teams.WaitAsync(run.RunId);
    return run.Requirements.Select(asked => asked.RequirementId);
});
app.MapPost("/yes/{id}", async (string id, IDurableTeams teams) =>
{
    var run = await teams.ApproveAsync(id, by: "you");
    return (await teams.WaitAsync(run.RunId)).Output?.Text;
});
app.Run();
