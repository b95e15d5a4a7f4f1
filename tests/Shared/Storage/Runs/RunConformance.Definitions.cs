using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

public abstract partial class RunConformance
{
    [Fact]
    public async Task SaveDefinition_New_IsFound()
    {
        await Store.SaveDefinitionAsync(TestRun.Definition, """{"id":"newsroom"}""");

        Assert.Equal("""{"id":"newsroom"}""", await Store.FindDefinitionAsync(TestRun.Definition));
    }

    [Fact]
    public async Task SaveDefinition_KnownHash_IsLeftAlone()
    {
        await Store.SaveDefinitionAsync(TestRun.Definition, "1");
        await Store.SaveDefinitionAsync(TestRun.Definition, "2");

        Assert.Equal("1", await Store.FindDefinitionAsync(TestRun.Definition));
    }

    [Fact]
    public async Task SaveDefinition_HashThatARunNamesAlready_IsFound()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        Assert.Null(await Store.FindDefinitionAsync(TestRun.Definition));

        await Store.SaveDefinitionAsync(TestRun.Definition, "{}");

        Assert.Equal("{}", await Store.FindDefinitionAsync(TestRun.Definition));
        Assert.Equal(TestRun.Definition, (await RunAsync("r1")).DefinitionVersion);
    }

    [Fact]
    public async Task FindDefinition_Unknown_IsNull() => Assert.Null(await Store.FindDefinitionAsync("none"));

    [Fact]
    public async Task CheckHealth_StoreThatWorks_Returns()
    {
        await Store.CheckHealthAsync();
        await Store.CheckHealthAsync();
    }

    [Fact]
    public async Task Reopen_EverythingWritten_ReadsTheSame()
    {
        await Store.SaveDefinitionAsync(TestRun.Definition, "{}");
        await StartAsync("r1", members: 2);
        var (first, _) = await AskAsync("r1", 1);
        var (second, _) = await AskAsync("r1", 2);
        await Store.DecideAsync("r1", [TestDecision.Approve(first, "fine", """{"text":"ho"}""")]);
        await Store.CommitAsync(TestChange.To("r1", 20) with
        {
            Messages = [TestMessage.Of("r1", 0, 0, 0, "You lead.", "system"), TestMessage.Of("r1", 0, 1, 0)],
            Members = [new MemberRunPatch("r1.1", RunStatus.Completed, "Done", Usage: new Usage(1, 2, 3, 4))],
            Events = [TestEvent.Of("k", """{"a":1}""")],
        });
        await Store.RequestCancelAsync("r1", "no more", TestTime.At(21));
        var before = await SnapshotAsync();

        await ReopenAsync();

        JsonAssert.Equal(before, await SnapshotAsync());
        Assert.Equal(RequirementStatus.Pending, (await Store.FindRequirementAsync(second.RequirementId))!.Status);
    }
}
