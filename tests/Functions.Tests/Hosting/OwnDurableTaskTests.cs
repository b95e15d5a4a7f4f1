using System.Net;
using System.Net.Sockets;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Azurite;
using DurableTeams.Runs;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Functions.Tests.Hosting;

/// <summary>
/// Teams run on the Durable Task that a program brings: here the official worker and client over gRPC, on the official backend in
/// memory, with runs in tables.
/// </summary>
[Collection(AzuriteCollection.Name)]
public sealed class OwnDurableTaskTests(AzuriteFixture azurite)
{
    private readonly List<string> _sent = [];

    [AzuriteFact]
    public async Task Run_OnTheProgramsOwnWorkerAndClient_PausesAndEnds()
    {
        var port = FreePort();
        await using var host = await DurableTaskTestHost.StartAsync(
            tasks => tasks.AddDurableTeams(),
            new DurableTaskTestHostOptions { Port = port, ConfigureServices = services => Say(services, port) });
        var teams = host.Services.GetRequiredService<IDurableTeams>();

        var run = await teams.StartAsync("newsroom", "Out");
        run = await teams.WaitAsync(run.RunId, TimeSpan.FromMinutes(1));
        Assert.Equal(RunStatus.Paused, run.Status);
        await teams.ApproveAsync(Assert.Single(run.Requirements).RequirementId, by: "ann");
        run = await teams.WaitAsync(run.RunId, TimeSpan.FromMinutes(1));

        Assert.Equal((RunStatus.Completed, "sent"), (run.Status, run.Output?.Text));
        Assert.Equal(["Out"], _sent);
    }

    private void Say(IServiceCollection services, int port)
    {
        services.AddDurableTaskClient(client => client.UseGrpc($"http://localhost:{port}"));
        services.AddDurableTeams(teams => teams
            .UseDurableTask()
            .UseAzureTables(new TableRunStoreOptions
            {
                ConnectionString = azurite.Server.ConnectionString,
                TablePrefix = "T" + Guid.NewGuid().ToString("N"),
            })
            .AddAgent(new Sender())
            .AddTool(new ApprovalRequiredAIFunction(AIFunctionFactory.Create(Send, "send", "Sends a text")))
            .AddTeam(Team.Create("newsroom").Sequential().Member("sender", member => member.Agent("sender").Tools("send"))));
    }

    private string Send(string text)
    {
        lock (_sent) _sent.Add(text);
        return "sent";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sends what it is asked, then says what it was told.</summary>
    private sealed class Sender : Models.ICodeAgent
    {
        public string Name => "sender";

        public Task<Models.CodeAgentReply> TakeTurnAsync(Models.CodeAgentTurn turn, CancellationToken cancellationToken) =>
            Task.FromResult(turn.Messages[^1].Contents.OfType<FunctionResultContent>().LastOrDefault() is { } result
                ? Models.CodeAgentReply.Say($"{result.Result}")
                : Models.CodeAgentReply.Call("send", new Dictionary<string, object?> { ["text"] = turn.Asked }));
    }
}
