using DurableTeams;
using DurableTeams.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddDurableTeams(setup => setup
    .UseSqlite("data")
    .AddChatClient("fast", Model())
    .AddTool(new ApprovalRequiredAIFunction(AIFunctionFactory.Create(SendMessage, "send_message")))
    .AddTeam(Team.Create("newsroom").Coordinate("fast").Member("sender", m => m.Tools("send_message"))));
using var host = builder.Build();
await host.StartAsync();
var teams = host.Services.GetRequiredService<IDurableTeams>();
if (args is ["start"])
{
    var run = await teams.StartAsync("newsroom", "Tell our readers", new() { SessionId = "s1", IdempotencyKey = "k1" });
    run = await teams.WaitAsync(run.RunId);
    Console.WriteLine(run.RunId);
    await Task.Delay(Timeout.Infinite);
}
else
{
    var run = await teams.GetAsync(args[1]);
    await teams.ApproveAsync(run.Requirements[0].RequirementId, by: "ann");
    await foreach (var happened in teams.EventsAsync(run.RunId)) Console.WriteLine($"{happened.Sequence} {happened.Type}");
    run = await teams.WaitAsync(run.RunId);
    Console.WriteLine($"{run.Status.ToString().ToLowerInvariant()}: {run.Output?.Text}");
    await host.StopAsync();
}

static string SendMessage(string text)
{
    File.AppendAllText("sent.txt", text + Environment.NewLine);
    return "sent";
}

static ScriptedModel Model() => new ScriptedModel()
    .When("leader", 1, answer => answer.Call("delegate_task_to_member", new { member_id = "sender", task = "Tell them" }))
    .When("leader", 2, answer => answer.Say("Our readers know."))
    .When("sender", 1, answer => answer.Call("send_message", new { text = "1.0 is out" }))
    .Otherwise(answer => answer.Say("done"));
