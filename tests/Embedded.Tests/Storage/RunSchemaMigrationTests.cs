using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Embedded.Tests.Storage;

/// <summary>A database made by the first schema, with rows as the first version wrote them, opens and reads the same.</summary>
public sealed class RunSchemaMigrationTests : IDisposable
{
    private const string FirstRows = """
        INSERT INTO names (id, name) VALUES
            (1, 'newsroom'), (2, 'researcher'), (3, 'assistant'), (4, 'RunStarted'), (5, 'send_message'), (6, 'writer');
        INSERT INTO texts (id, run, hash, text) VALUES
            (1, 1, 77, 'A text that is long enough to stand once for all of its rows.');
        INSERT INTO definitions (id, hash, json) VALUES (1, 'd1', '{}');
        INSERT INTO sessions (id, session_id, last_run, state, created) VALUES (1, 's', 1, '{"a":1}', 10000000);
        INSERT INTO runs (id, run_id, team, session, status, pauses, input, output, definition, trace_id, created, updated,
                completed)
            VALUES (1, 'r1', 1, 1, 3, 1, 'Q', 1, 1, '=t', 10000000, 20000000, 20000000);
        INSERT INTO member_runs (run, agent, member, parent, spawn, status, task_agent, task_turn, task_index, output,
                input_tokens, output_tokens, model_calls, tool_calls, started, completed) VALUES
            (1, 10, 2, 0, 2, 3, 0, 2, 1, 1, 1, 2, 3, 4, 10000000, 20000000),
            (1, 2, 2, 0, 1, 2, '=r9.1', 1, 0, NULL, 0, 0, 0, 0, 10000000, NULL),
            (1, 0, NULL, NULL, 0, 1, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 10000000, NULL);
        INSERT INTO messages (run, agent, turn, slot, role, text, output_of) VALUES
            (1, 10, 1, 0, 3, 1, NULL), (1, 2, 1, 0, 3, 'Hi', 10);
        INSERT INTO events (run, sequence, type, agent, at) VALUES (1, 1, 4, 10, 10000000);
        INSERT INTO requirements (run, local_id, kind, status, team, agent, member, path, call_agent, call_turn, call_index,
                call_id, tool, arguments, allow_edit, created) VALUES
            (1, '2-1-0', 0, 0, 1, 2, 2, '["newsroom","researcher"]', 2, 1, 0, 'c', 5, '{"text":"hi"}', 1, 10000000);
        INSERT INTO session_turns (session, name, run, agent, input, output, at) VALUES (1, 1, 1, 10, 'Q', 1, 20000000);
        """;

    private const string Long = "A text that is long enough to stand once for all of its rows.";
    private static readonly DateTimeOffset First = DateTimeOffset.UnixEpoch.AddSeconds(1);
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private EmbeddedDatabase Upgrade()
    {
        // Not by way of the database, whose writer of today needs the schema of today.
        using (var old = SqliteConnection.OpenWriter(Path.Combine(_directory.Path, EmbeddedDatabase.FileName)))
        {
            SchemaMigrator.Migrate(old, [.. Migrations.All.Take(2)]);
            old.Execute(FirstRows);
        }

        return SqliteDatabase.Open(_directory.Path, NullLoggerFactory.Instance);
    }

    [Fact]
    public async Task Open_DatabaseOfTheFirstSchema_ReadsTheSame()
    {
        await using var database = Upgrade();
        var store = new SqliteRunStore(database);

        var run = (await store.FindRunAsync("r1"))!;
        var memberRuns = await store.ListMemberRunsAsync("r1");
        var messages = await store.ListRunMessagesAsync("r1");

        Assert.Equal((RunStatus.Completed, "Q", Long, 0, 1), (run.Status, run.Input, run.Output, run.Attempt, run.Pauses));
        Assert.Equal(["r1.0", "r1.2", "r1.10"], memberRuns.Select(memberRun => memberRun.MemberRunId));
        JsonAssert.Equal(new[]
        {
            null,
            new Brief { Call = new CallReference("r9.1", 1, 0) },
            new Brief { Call = new CallReference("r1.0", 2, 1) }
        }, memberRuns.Select(memberRun => memberRun.Brief).ToArray());
        Assert.Equal(
            (Long, new Usage(1, 2, 3, 4), "r1.0"), (memberRuns[2].Output, memberRuns[2].Usage, memberRuns[2].ParentMemberRunId));
        Assert.Equal([("r1.2", "Hi", "r1.10"), ("r1.10", Long, null)], messages.Select(m => (m.MemberRunId, m.Text, m.OutputOf)));
        Assert.All(messages, message => Assert.Null(message.Parts));
        JsonAssert.Equal(new SessionState(JsonText.Parse("""{"a":1}"""), null), await store.FindSessionStateAsync("s"));
        Assert.Equal(First, (await store.FindSessionAsync("s"))!.CreatedAt);
        var asked = (await store.FindRequirementAsync("r1.2-1-0"))!;
        Assert.Equal(("r1.2", new CallReference(
            "r1.2", 1, 0), RequirementStatus.Pending, 1), (asked.MemberRunId, asked.Call, asked.Status, asked.Quorum));
        Assert.Empty(asked.Given);
        var byDeadline = await store.ListRequirementsAsync(new RequirementQuery { Order = RequirementOrder.Deadline });
        Assert.Equal("r1.2-1-0", Assert.Single(byDeadline.Items).RequirementId);
        Assert.Equal("r1.10", Assert.Single(await store.ListEventsAsync("r1", 0, 10)).MemberRunId);
        Assert.Equal(("r1.10", Long), (Assert.Single(await store.ListSessionTurnsAsync(
            "s", null, 5)).MemberRunId, (await store.ListSessionTurnsAsync("s", [TestRun.Team], 5))[0].Output));
    }

    [Fact]
    public async Task Open_DatabaseOfTheFirstSchema_TakesWhatIsNew()
    {
        await using var database = Upgrade();
        var store = new SqliteRunStore(database);

        await store.CommitAsync(new RunChange("r1", First) with
        {
            Started = [TestMemberRun.At("r1", "2.1", "2")],
            Messages = [TestMessage.Of("r1", 2, 2, 0) with { Parts = [new MessagePart("A", "r1.2.1")] }],
        });
        await store.CreateRunAsync(TestRun.Of("r2", session: "s"), null);
        await store.CommitAsync(TestChange.To("r2") with { StatePatch = JsonText.Parse("""{"b":2}"""), ActiveAgent = "writer" });

        Assert.Equal(
            ["r1.0", "r1.2", "r1.2.1", "r1.10"],
            (await store.ListMemberRunsAsync("r1")).Select(memberRun => memberRun.MemberRunId));
        Assert.Equal("r1.2.1", (await store.FindMessageAsync("r1", "r1.2", 2, 0))!.Parts![0].OutputOf);
        JsonAssert.Equal(new SessionState(
            JsonText.Parse("""{"a":1,"b":2}"""), new ActiveAgent(TestRun.Team, "writer")),
            await store.FindSessionStateAsync("s"));
        Assert.Equal(["r2"], (await store.DeleteSessionAsync("s"))!.Unfinished);
    }
}
