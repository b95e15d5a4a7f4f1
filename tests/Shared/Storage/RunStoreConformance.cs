using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage;

/// <summary>What <see cref="IRunStore"/> promises, for every implementation: derive and say how a store is opened.</summary>
public abstract partial class RunStoreConformance : IAsyncLifetime
{
    /// <summary>The store under test.</summary>
    protected IRunStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public abstract Task DisposeAsync();

    /// <summary>Opens a new, empty store.</summary>
    protected abstract Task<IRunStore> OpenAsync();

    /// <summary>Closes the store and opens it again on the same data.</summary>
    protected abstract Task<IRunStore> ReopenStoreAsync();

    private async Task ReopenAsync() => Store = await ReopenStoreAsync();

    /// <summary>A running run with a leader and so many members it delegated to.</summary>
    private async Task StartAsync(string run, int members = 1)
    {
        Assert.Null(await Store.CreateRunAsync(TestRun.Of(run), null));
        await Store.CommitAsync(TestChange.To(run) with
        {
            Run = new StatusPatch(RunStatus.Running),
            Started = [TestMemberRun.Of(run, 0), .. Enumerable.Range(1, members)
                .Select(i => TestMemberRun.Of(run, i, parent: 0))],
        });
    }

    /// <summary>Makes a member run ask a person and wait for the answer.</summary>
    private async Task<(RequirementRecord Requirement, PauseResult Result)> AskAsync(string run, int position, int call = 0)
    {
        var requirement = TestRequirement.Of(run, position, call);
        await Store.CommitAsync(TestChange.To(run, 2) with { Requirements = [requirement] });
        return (requirement, await Store.PauseAsync(run, requirement.MemberRunId, [requirement.RequirementId], TestTime.At(3)));
    }

    private async Task<IReadOnlyList<RunEvent>> EventsAsync(string run) => await Store.ListEventsAsync(run, 0, 1000);

    private async Task<RunRecord> RunAsync(string run) => (await Store.FindRunAsync(run))!;

    private async Task<MemberRunRecord> MemberRunAsync(string run, int position) =>
        (await Store.ListMemberRunsAsync(run))[position];

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

    private async Task<object[]> SnapshotAsync() =>
    [
        (await Store.FindDefinitionAsync(TestRun.Definition))!,
        await Store.ListRunsAsync(new RunQuery()),
        await Store.ListMemberRunsAsync("r1"),
        await Store.ListRunMessagesAsync("r1"),
        await EventsAsync("r1"),
        await Store.ListRequirementsAsync(new RequirementQuery()),
        await Store.ListUndeliveredDecisionsAsync(),
        await Store.ListUndeliveredRunsAsync(),
        await Store.ListSessionsAsync(10, null),
    ];
}
