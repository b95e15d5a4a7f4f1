using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Library;

/// <summary>A program of one's own has teams by a registration, and uses them by <see cref="IDurableTeams"/>.</summary>
public sealed class DurableTeamsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly OwnProgram _program = new();

    [Fact]
    public async Task Run_PausesAcrossTwoHosts_AndTheFunctionIsCalledOnce()
    {
        string runId, requirementId;
        using (var first = _program.Build())
        {
            await first.StartAsync();
            var teams = first.Services.GetRequiredService<IDurableTeams>();
            var options = new StartOptions { SessionId = "s1", IdempotencyKey = "k1", UserId = "ann" };
            var run = await teams.StartAsync("newsroom", "Version 1.0 is out", options);
            Assert.Equal(run.RunId, (await teams.StartAsync("newsroom", "Version 1.0 is out", options)).RunId);
            run = await teams.WaitAsync(run.RunId, Patience);
            Assert.Equal((RunStatus.Paused, "s1", "ann"), (run.Status, run.SessionId, run.UserId));
            (runId, requirementId) = (run.RunId, Assert.Single(run.Requirements).RequirementId);
            Assert.Equal(requirementId, Assert.Single((await teams.ListRequirementsAsync()).Items).RequirementId);
            var byDeadline = new RequirementQuery { Order = RequirementOrder.Deadline };
            Assert.Equal(requirementId, Assert.Single((await teams.ListRequirementsAsync(byDeadline)).Items).RequirementId);
            var context = await teams.GetRequirementContextAsync(requirementId);
            Assert.Equal(("Version 1.0 is out", "ann"), (context.RunInput, context.UserId));
            Assert.Equal("object", context.ArgumentsSchema!.Value.GetProperty("type").GetString());
            await first.StopAsync();
        }

        using var second = _program.Build();
        await second.StartAsync();
        var later = second.Services.GetRequiredService<IDurableTeams>();
        await later.ApproveAsync(requirementId, by: "ann");
        var ended = await later.WaitAsync(runId);

        Assert.Equal((RunStatus.Completed, "The tool says: sent"), (ended.Status, ended.Output!.Text));
        Assert.Equal(["Version 1.0 is out"], _program.Sent);
        Assert.Equal("code", Assert.Single(await later.AuditAsync(requirementId), entry => entry.By == "ann").From);
        List<RunEvent> events = [];
        await foreach (var item in later.EventsAsync(runId)) events.Add(item);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(item => item.Sequence));
        Assert.Equal("RunCompleted", events[^1].Type);
        Assert.Equal(runId, Assert.Single((await later.ListAsync()).Items).RunId);
        Assert.Equal(["s1"], (await later.ListSessionsAsync()).Items.Select(session => session.SessionId));
        await second.StopAsync();
    }

    [Fact]
    public async Task EveryCall_BeforeTheStartAndAfterTheStop_SaysThatTheHostDoesNotRun()
    {
        using var host = _program.Build();
        var teams = host.Services.GetRequiredService<IDurableTeams>();
        await Assert.ThrowsAsync<DurableTeamsNotStartedException>(() => teams.StartAsync("newsroom", "Hello"));
        Assert.Throws<DurableTeamsNotStartedException>(() => teams.Teams);

        await host.StartAsync();
        Assert.Equal(["newsroom"], teams.Teams.Select(team => team.Definition.Id));
        await host.StopAsync();

        await Assert.ThrowsAsync<DurableTeamsNotStartedException>(() => teams.ListAsync());
    }

    [Fact]
    public async Task BadInput_IsRefusedWithTheCodeOfTheApi()
    {
        using var host = _program.Build();
        await host.StartAsync();
        var teams = host.Services.GetRequiredService<IDurableTeams>();
        var tooLong = new string('a', 201);

        await RefusesAsync("invalidField", () => teams.StartAsync("newsroom", " "));
        await RefusesAsync("invalidField", () => teams.ListRequirementsAsync(
            new RequirementQuery(RequirementStatus.Approved) { Order = RequirementOrder.Deadline }));
        await RefusesAsync("invalidField", () => teams.StartAsync("newsroom", "Hi", new() { SessionId = tooLong }));
        await RefusesAsync("invalidField", () => teams.StartAsync("newsroom", "Hi", new() { UserId = "a\u0001" }));
        await RefusesAsync("invalidField", () => teams.StartAsync("newsroom", "Hi", new() { IdempotencyKey = "" }));
        await RefusesAsync("invalidField", () => teams.StartAsync(
            "newsroom", "Hi", new() { Metadata = JsonSerializer.SerializeToElement(1) }));
        await RefusesAsync("bodyTooLarge", () => teams.StartAsync("newsroom", new string('a', 1024 * 1024 + 1)));
        await RefusesAsync("teamNotFound", () => teams.StartAsync("nobody", "Hi"));
        await RefusesAsync("runNotFound", () => teams.GetAsync("nothing"));
        await RefusesAsync("requirementNotFound", () => teams.ApproveAsync("nothing"));
        await RefusesAsync("unknownDecision", () => teams.DecideAsync(new("r", "perhaps")));
        await RefusesAsync("invalidField", () => teams.DecideAsync(new("r", "approve", By: "\u200b")));
        await RefusesAsync("invalidField", () => teams.ListAsync(new RunQuery(Limit: 0)));
        Assert.Empty((await teams.ListAsync()).Items);
        await host.StopAsync();
    }

    public void Dispose() => _program.Dispose();

    private static async Task RefusesAsync(string code, Func<Task> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<ApiException>(call)).Code);
}
