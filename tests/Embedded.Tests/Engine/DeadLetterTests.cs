using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Tests.Engine;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task History_CannotBeRead_SetsTheInstanceAsideAlone()
    {
        await using var fixture = new EngineFixture(Waiting);
        await fixture.StartAsync("Wait", "bad");
        await fixture.StartAsync("Wait", "good");
        await fixture.CrashAndRestartAsync();
        await SetHistoryAsync(fixture, "x");
        await Assert.ThrowsAsync<DeadLetterException>(() => fixture.Client.RaiseEventAsync("bad", "data", "1"));
        await fixture.Client.RaiseEventAsync("good", "data", "2");
        Assert.Equal("2", (await fixture.EndOfAsync("good")).ReadOutputAs<string>());
        await Wait.UntilAsync(() => fixture.Engine.Client.ListDeadLetters().SequenceEqual(["bad"]));
        var metadata = (await fixture.Client.GetInstanceAsync("bad"))!;
        Assert.Equal(OrchestrationRuntimeStatus.Running, metadata.RuntimeStatus);
        Assert.Equal(nameof(DeadLetterException), metadata.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Requeue_AfterRepair_GoesOn()
    {
        await using var fixture = new EngineFixture(Waiting);
        await fixture.StartAsync("Wait", "bad");
        var history = fixture.Database.Read(s => s.Statement("SELECT data FROM history").QueryText())!;
        await fixture.CrashAndRestartAsync();
        await SetHistoryAsync(fixture, "x");
        await Assert.ThrowsAsync<DeadLetterException>(() => fixture.Client.RaiseEventAsync("bad", "data", "1"));
        await SetHistoryAsync(fixture, history);
        await fixture.Engine.Client.RequeueAsync("bad");
        await Wait.UntilAsync(() => fixture.Engine.Client.ListDeadLetters().Count == 0);
        await fixture.Client.RaiseEventAsync("bad", "data", "1");
        Assert.Equal("1", (await fixture.EndOfAsync("bad")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Start_AfterRepair_TakesDeadLettersBackByItself()
    {
        await using var fixture = new EngineFixture(Waiting);
        await fixture.StartAsync("Wait", "bad");
        var history = fixture.Database.Read(s => s.Statement("SELECT data FROM history").QueryText())!;
        await fixture.CrashAndRestartAsync();
        await SetHistoryAsync(fixture, "x");
        await Assert.ThrowsAsync<DeadLetterException>(() => fixture.Client.RaiseEventAsync("bad", "data", "1"));
        await SetHistoryAsync(fixture, history);
        await fixture.CrashAndRestartAsync();
        await Wait.UntilAsync(() => fixture.Engine.Client.ListDeadLetters().Count == 0);
        await fixture.Client.RaiseEventAsync("bad", "data", "1");
        Assert.Equal("1", (await fixture.EndOfAsync("bad")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminate_DeadLetter_EndsIt()
    {
        await using var fixture = new EngineFixture(Waiting);
        await fixture.StartAsync("Wait", "bad");
        await fixture.CrashAndRestartAsync();
        await SetHistoryAsync(fixture, "x");
        await Assert.ThrowsAsync<DeadLetterException>(() => fixture.Client.RaiseEventAsync("bad", "data", "1"));
        await fixture.Client.TerminateInstanceAsync("bad");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await fixture.EndOfAsync("bad")).RuntimeStatus);
        Assert.Empty(fixture.Engine.Client.ListDeadLetters());
    }

    [Fact]
    public async Task Write_RefusedByTheDatabase_SetsTheInstanceAsideAndGoesOnAfterwards()
    {
        var trap = new Migration("test", """
            CREATE TABLE trap (armed INTEGER);
            INSERT INTO trap VALUES (1);
            CREATE TRIGGER spring BEFORE INSERT ON history WHEN NEW.data LIKE '%boom%' AND (SELECT armed FROM trap)
            BEGIN SELECT RAISE(ABORT, 'trapped'); END;
            """);
        await using var fixture = new EngineFixture(
            r => r
                .AddActivityFunc<string>("Make", _ => "boom")
                .AddOrchestratorFunc<string>("Run", context => context.CallActivityAsync<string>("Make")),
            storage: new() { Migrations = [.. Migrations.All, trap] });
        await fixture.StartAsync("Run", "i");
        await Wait.UntilAsync(() => fixture.Engine.Client.ListDeadLetters().SequenceEqual(["i"]));
        await fixture.Database.WriteAsync(s => s.Statement("UPDATE trap SET armed = 0").Execute());
        await fixture.Engine.Client.RequeueAsync("i");
        Assert.Equal("boom", (await fixture.EndOfAsync("i")).ReadOutputAs<string>());
    }

    private static void Waiting(DurableTaskRegistry registry) => registry.AddOrchestratorFunc<string>(
        "Wait", context => context.WaitForExternalEvent<string>("data"));

    private static Task<int> SetHistoryAsync(EngineFixture fixture, string data) => fixture.Database.WriteAsync(s => s
        .Statement("UPDATE history SET data = ?1 WHERE instance = (SELECT key FROM instances WHERE id = 'bad')").Execute(data));
}
