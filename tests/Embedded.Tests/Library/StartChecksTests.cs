using DurableTeams.Definitions;
using DurableTeams.Hosting.Starting;
using DurableTeams.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Embedded.Tests.Library;

/// <summary>All that is wrong with a registration is one exception at the start, with where each comes from.</summary>
public sealed class StartChecksTests : IDisposable
{
    private readonly OwnProgram _program = new();

    [Fact]
    public async Task Start_ManyErrors_AreToldAtOnce()
    {
        using var host = _program.Build(teams => teams
            .AddTool(AIFunctionFactory.Create(() => "", "SendText"))
            .AddChatClient("fast", _ => null!)
            .AddAgent(new Echo()).AddAgent(new Echo())
            .AddTeam(Team.Create("newsroom").Sequential("fast").Member("other"))
            .AddTeam(Team.Create("unknown").Coordinate("slow").Member("one", member => member.Tools("nothing")))
            .AddTeamsFrom("no-such-folder"));

        var errors = (await Assert.ThrowsAsync<DefinitionException>(() => host.StartAsync())).Errors;

        Assert.Equal(
            [
                "AddAgent(echo)", "AddChatClient(fast)", "AddTeam(newsroom)", "AddTool(SendText)", "no-such-folder", "unknown",
            ],
            errors.Select(error => error.File).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(errors, error => error.Reason.Contains("'slow'", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Reason.Contains("'nothing'", StringComparison.Ordinal));
        // Nothing was begun.
        Assert.Empty(Directory.GetFileSystemEntries(_program.Data));
    }

    [Fact]
    public async Task Start_NoEngine_SaysWhatToCall() =>
        Assert.Contains(await ReasonsAsync(_ => { }), reason => reason.Contains("UseSqlite(", StringComparison.Ordinal));

    [Fact]
    public async Task Start_EngineWithoutStore_SaysWhatToCall() => Assert.Contains(
        "no store keeps the runs, since UseDurableTask brings none; call UseAzureTables(…)",
        await ReasonsAsync(teams => teams.UseDurableTask()));

    [Fact]
    public async Task Start_TwoEnginesAndTwoStores_NamesThem()
    {
        var reasons = await ReasonsAsync(teams => teams
            .UseSqlite(_program.Data).UseDurableTask().UseAzureTables("a").UseAzureTables("b"));

        Assert.Contains(reasons, reason => reason.Contains("UseSqlite, UseDurableTask", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason.Contains("UseAzureTables, UseAzureTables", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_OwnDurableTaskWithoutClient_SaysWhatToRegister()
    {
        var reasons = await ReasonsAsync(teams => teams.UseDurableTask().UseStore("test", _ => null!));

        Assert.Contains("there is no DurableTaskClient", Assert.Single(reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Versions_OfPackagesThatDiffer_AreNamed()
    {
        var error = Assert.Single(VersionCheck.Check([("DurableTeams.Sqlite", "0.0.1-other")]));

        Assert.Equal("DurableTeams.Sqlite", error.File);
        Assert.Contains("0.0.1-other", error.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _program.Dispose();

    private static async Task<IReadOnlyList<string>> ReasonsAsync(Action<DurableTeamsBuilder> say)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddDurableTeams(say);
        using var host = builder.Build();
        return [.. (await Assert.ThrowsAsync<DefinitionException>(() => host.StartAsync())).Errors.Select(error => error.Reason)];
    }

    private sealed class Echo : ICodeAgent
    {
        public string Name => "echo";

        public Task<CodeAgentReply> TakeTurnAsync(CodeAgentTurn turn, CancellationToken cancellationToken) =>
            Task.FromResult(CodeAgentReply.Say(turn.Asked));
    }
}
