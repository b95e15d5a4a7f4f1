using DurableTeams.Azurite;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Tables;

/// <summary>The command line where runs are in tables.</summary>
public sealed class TablesCommandTests(ITestOutputHelper output)
{
    private const string Nobody =
        $"DefaultEndpointsProtocol=http;AccountName={AzuriteServer.Account};AccountKey={AzuriteServer.Key};"
            + $"TableEndpoint=http://127.0.0.1:1/{AzuriteServer.Account};";

    [AzuriteFact]
    public async Task AuditAndHistory_OfARunInTables_AreWritten()
    {
        await using var stage = await Stage.OpenAsync(output, StoreKind.Tables, Newsroom.Team);
        Newsroom.Script(stage);
        stage.Chat.Answers = Newsroom.ChatOfTelegramAlone;
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");

        var audit = await HostProcess.RunToExitAsync(["audit", .. stage.Options.Store]);
        var history = await HostProcess.RunToExitAsync(["history", runId, "--data", stage.Folder.Data, .. stage.Options.Store]);
        var unknown = await HostProcess.RunToExitAsync(
            ["history", "nobody", "--data", stage.Folder.Data, .. stage.Options.Store]);

        Assert.Equal(0, audit.Code);
        Assert.Contains("\"action\":\"executed\"", audit.Output, StringComparison.Ordinal);
        Assert.Contains(runId, audit.Output, StringComparison.Ordinal);
        Assert.Equal(0, history.Code);
        Assert.Contains("TeamRun", history.Output, StringComparison.Ordinal);
        Assert.Equal(1, unknown.Code);
        Assert.Contains("there is no run nobody", unknown.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup", "copy.db")]
    [InlineData("check")]
    [InlineData("purge", "--older-than", "1d")]
    public async Task Command_OfTheDatabaseFile_Exits2AndSaysWhatToDo(params string[] command)
    {
        var ended = await HostProcess.RunToExitAsync([.. command, "--store", "tables"]);

        Assert.Equal(2, ended.Code);
        Assert.Contains(command[0] + ":", ended.Output, StringComparison.Ordinal);
        Assert.Contains("docs/how-to/look-after-data.md", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Nobody)]
    [InlineData("DefaultEndpointsProtocol")]
    public async Task Start_OnAnAccountThatCannotBeUsed_Exits2WithTheOptionAndAnExample(string connection)
    {
        using var folder = new TeamFolder();
        folder.With(Newsroom.Team);
        var options = folder.Options with { Tables = connection };

        var ended = await HostProcess.RunToExitAsync(options.Arguments, options.Environment);

        output.WriteLine(ended.Output);
        Assert.Equal(2, ended.Code);
        Assert.Contains("--store-connection", ended.Output, StringComparison.Ordinal);
        Assert.Contains("UseDevelopmentStorage=true", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(AzuriteServer.Key, ended.Output, StringComparison.Ordinal);
    }
}
