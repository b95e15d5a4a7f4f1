using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage;

/// <summary>
/// What <see cref="IRunStore"/> promises, for every implementation. The suite has five parts; derive from each, and say how a
/// store is opened.
/// </summary>
public abstract class RunStoreConformance(IStoreUnderTest store) : IAsyncLifetime
{
    protected static readonly RunError Error = new("memberFailed", "It broke.", TestMemberRun.Member);

    /// <summary>The store under test.</summary>
    protected IRunStore Store { get; private set; } = store.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => store.DisposeAsync().AsTask();

    protected async Task ReopenAsync() => Store = await store.ReopenAsync();

    /// <summary>A running run with a leader and so many members it delegated to.</summary>
    protected async Task StartAsync(string run, int members = 1)
    {
        Assert.Null(await Store.CreateRunAsync(TestRun.Of(run), null));
        await Store.CommitAsync(TestChange.To(run) with
        {
            Run = new StatusPatch(RunStatus.Running),
            Started =
            [
                TestMemberRun.Of(run, 0),
                .. Enumerable.Range(1, members).Select(i => TestMemberRun.Of(run, i, parent: 0))
            ],
        });
    }

    /// <summary>Makes a member run ask a person and wait for the answer.</summary>
    protected async Task<(RequirementRecord Requirement, PauseResult Result)> AskAsync(string run, int position, int call = 0)
    {
        var requirement = TestRequirement.Of(run, position, call);
        await Store.CommitAsync(TestChange.To(run, 2) with { Requirements = [requirement] });
        return (requirement, await Store.PauseAsync(run, requirement.MemberRunId, [requirement.RequirementId], TestTime.At(3)));
    }

    /// <summary>A running run of these member runs, each delegated to by the one above it.</summary>
    protected async Task StartTreeAsync(params string[] positions)
    {
        Assert.Null(await Store.CreateRunAsync(TestRun.Of("r1"), null));
        await Store.CommitAsync(TestChange.To("r1") with
        {
            Run = new StatusPatch(RunStatus.Running),
            Started =
            [
                TestMemberRun.At("r1", "0"),
                .. positions.Select(p => TestMemberRun.At("r1", p, p.Contains('.') ? p[..p.LastIndexOf('.')] : "0"))
            ],
        });
    }

    protected async Task<(RequirementRecord Requirement, PauseResult Result)> AskAtAsync(string position, int call = 0)
    {
        var requirement = TestRequirement.At("r1", position, call);
        await Store.CommitAsync(TestChange.To("r1", 2) with { Requirements = [requirement] });
        return (requirement, await Store.PauseAsync("r1", requirement.MemberRunId, [requirement.RequirementId], TestTime.At(3)));
    }

    /// <summary>
    /// A run that failed with a member that had answered, one that failed and one below it that was cancelled with its question.
    /// </summary>
    protected async Task<RequirementRecord> FailAsync()
    {
        await StartTreeAsync("1", "2", "2.1");
        var (asked, _) = await AskAtAsync("2.1");
        await Store.CommitAsync(TestChange.To("r1", 5) with
        {
            Members = [new MemberRunPatch("r1.1", RunStatus.Completed, "Fine", Usage: new Usage(1, 2, 3, 4))],
            Messages = [TestMessage.Of("r1", 2, 1, 0)],
        });
        await Store.CommitAsync(TestChange.To("r1", 6) with
        {
            Members =
            [
                new MemberRunPatch("r1.0", RunStatus.Failed, Error: Error),
                new MemberRunPatch("r1.2", RunStatus.Failed, Error: Error),
                new MemberRunPatch("r1.2.1", RunStatus.Cancelled),
            ],
            CancelRequirementsOf = ["r1.2.1"],
            Events = [new RunEventDraft("ended", RunEventTypes.RunFailed)],
            Run = new StatusPatch(RunStatus.Failed, "Half", Error),
        });
        return asked;
    }

    /// <summary>A run with something of everything, in a session of its own or another's.</summary>
    protected async Task FillAsync(string run, string session, RunStatus end)
    {
        await Store.CreateRunAsync(TestRun.Of(run, session: session), """{"a":1}""");
        var asked = TestRequirement.At(run, "1.1");
        await Store.CommitAsync(TestChange.To(run) with
        {
            Run = new StatusPatch(RunStatus.Running),
            Started = [TestMemberRun.At(run, "0"), TestMemberRun.At(run, "1", "0"), TestMemberRun.At(run, "1.1", "1")],
            Messages =
            [
                TestMessage.Of(run, 1, 0, 0, new string('p', 100), "system"),
                TestMessage.Of(run, 1, 1, 0, new string('m', 100))
            ],
            Requirements = [asked],
            Events = [TestEvent.Of("k")],
            SessionTurns = [new SessionTurn(session, run, run + ".0", TestRun.Team, "Q", "A", TestTime.At(1))],
        });
        await Store.DecideAsync(run, [TestDecision.Approve(asked)]);
        if (end != RunStatus.Running) await Store.CommitAsync(TestChange.To(run, 2) with { Run = new StatusPatch(end) });
    }

    protected async Task<IReadOnlyList<RunEvent>> EventsAsync(string run) => await Store.ListEventsAsync(run, 0, 1000);

    protected async Task<RunRecord> RunAsync(string run) => (await Store.FindRunAsync(run))!;

    protected async Task<MemberRunRecord> MemberRunAsync(string run, int position) =>
        (await Store.ListMemberRunsAsync(run))[position];

    protected async Task<object[]> SnapshotAsync() =>
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
