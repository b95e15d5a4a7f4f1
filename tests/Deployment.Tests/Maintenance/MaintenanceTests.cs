using DurableTeams.Services;
using DurableTeams.Services.Maintenance;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Deployment.Tests.Maintenance;

public sealed class MaintenanceTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly MaintenanceOptions Options = new(TimeSpan.FromDays(30), TimeSpan.FromHours(1));

    [Fact]
    public async Task Retention_OldAndNewSessionsOnTwoPages_DeletesTheOldThatAreNotInUseWithTheirInstances()
    {
        await using var client = new RecordingClient();
        var deleted = await Retention(Options).RunAsync(client);
        Assert.Equal(1, deleted);
        Assert.Equal(["run-of-old"], client.Purged);
    }

    [Fact]
    public async Task Retention_NotSet_AsksForNothing()
    {
        await using var client = new RecordingClient();
        Assert.Equal(0, await new Retention(FakeStore.With(), null!, MaintenanceOptions.Default, new FakeTimeProvider(
            Now), NullLogger<Retention>.Instance).RunAsync(client));
    }

    [Fact]
    public async Task StuckRuns_RunningAndSilent_AreFound()
    {
        await using var client = new RecordingClient();
        var store = FakeStore.With((nameof(IRunStore.ListRunsAsync), arguments =>
        {
            Assert.Equal(RunStatus.Running, ((RunQuery)arguments[0]!).Status);
            return ((RunQuery)arguments[0]!).Cursor is null
                ? Task.FromResult(
                    new StorePage<RunRecord>([Run("busy", Now.AddMinutes(-59)), Run("silent", Now.AddMinutes(-61))], "more"))
                : Task.FromResult(new StorePage<RunRecord>([Run("long-silent", Now.AddDays(-2))], null));
        }));

        var found = await new StuckRuns(store, Options, new FakeTimeProvider(Now), NullLogger<StuckRuns>.Instance).FindAsync(
            client);

        Assert.Equal(["silent", "long-silent"], found);
    }

    private static Retention Retention(MaintenanceOptions options)
    {
        var store = FakeStore.With(
            (nameof(IRunStore.ListSessionsAsync), arguments => arguments[1] is null
                ? Task.FromResult(new StorePage<SessionRecord>([Session("new", Now.AddDays(-29))], "more"))
                : Task.FromResult(new StorePage<SessionRecord>(
                    [Session("old", Now.AddDays(-31)), Session("old-in-use", Now.AddDays(-40))], null))),
            (nameof(IRunStore.DeleteSessionAsync), arguments => Task.FromResult<SessionDeletion?>(
                (string)arguments[0]! == "old" ? new SessionDeletion([], ["run-of-old"]) : new SessionDeletion(["paused"], []))));
        return new Retention(store, new SessionService(store, NullLogger<SessionService>.Instance), options, new FakeTimeProvider(
            Now), NullLogger<Retention>.Instance);
    }

    private static SessionRecord Session(string id, DateTimeOffset updatedAt) => new()
    {
        SessionId = id, TeamId = "t", RunIds = [], CreatedAt = updatedAt, UpdatedAt = updatedAt,
    };

    private static RunRecord Run(string id, DateTimeOffset updatedAt) => new()
    {
        RunId = id, TeamId = "t", SessionId = "s", Status = RunStatus.Running, Input = "x", DefinitionVersion = "v",
        TraceId = "0", CreatedAt = updatedAt, UpdatedAt = updatedAt,
    };
}
