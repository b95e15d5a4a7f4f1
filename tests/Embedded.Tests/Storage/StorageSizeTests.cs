using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.RunStore;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace DurableTeams.Embedded.Tests.Storage;

/// <summary>What a run costs on the disk beside its texts.</summary>
public sealed class StorageSizeTests(ITestOutputHelper output)
{
    private const int Runs = 400;
    private const int Turns = 4;

    [Fact]
    public async Task Size_ManyRuns_OverheadOfARowStaysSmall()
    {
        var directory = Directory.CreateTempSubdirectory("durableteams-size-").FullName;
        await using (var database = SqliteDatabase.Open(directory, NullLoggerFactory.Instance))
        {
            var store = new SqliteRunStore(database);
            var empty = Bytes(database);
            var (rows, texts) = (0L, 0L);
            foreach (var batch in Enumerable.Range(0, Runs).Chunk(50))
            {
                foreach (var (r, t) in await Task.WhenAll(batch.Select(i => WriteRunAsync(store, i))))
                    (rows, texts) = (rows + r, texts + t);
            }

            var bytes = Bytes(database) - empty;
            var overhead = (double)(bytes - texts) / rows;
            output.WriteLine(
                $"{Runs} runs, {rows} rows: {bytes} bytes, {texts} of them texts; {overhead:F0} bytes a row beside "
                    + $"them, {bytes / Runs} a run.");
            Assert.InRange(overhead, 0, 200);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static long Bytes(EmbeddedDatabase database) => database.Read(sql =>
        sql.Statement("PRAGMA page_count").QueryInt64()!.Value * sql.Statement("PRAGMA page_size").QueryInt64()!.Value);

    // One leader, one member, four turns each with a tool call: the texts that differ are counted, not their repetitions.
    private static async Task<(long Rows, long Texts)> WriteRunAsync(SqliteRunStore store, int number)
    {
        var run = $"run-{number:x8}-4c1e-4f0a-9d2b-0123456789ab";
        var (rows, texts) = (1L, 0L);
        var input = Text("input", 120);
        texts += input.Length;
        await store.CreateRunAsync(TestRun.Of(run, number, session: "s" + (number / 4)) with { Input = input }, null);
        await store.CommitAsync(TestChange.To(run) with
        {
            Run = new StatusPatch(RunStatus.Running),
            Started = [TestMemberRun.Of(run, 0), TestMemberRun.Of(run, 1, parent: 0)],
            Events = [new("start", RunEventTypes.RunStarted)]
        });
        rows += 3;
        var answer = "";
        for (var memberRun = 0; memberRun < 2; memberRun++)
        {
            await store.CommitAsync(TestChange.To(run) with
            {
                Messages = [TestMessage.Of(run, memberRun, 0, 0, new string('p', 900), "system"), TestMessage.Of(
                    run, memberRun, 0, 1, input, "user")],
                Events = [new(
                    $"{run}.{memberRun}:start", RunEventTypes.MemberRunStarted, $"{run}.{memberRun}", TestMemberRun.Member)],
            });
            rows += 3;
            for (var turn = 1; turn <= Turns; turn++)
            {
                var (arguments, result) = (Text("argument", 40), Text("result", 400));
                answer = Text("answer", 300);
                texts += arguments.Length + result.Length + answer.Length;
                rows += 5;
                await store.CommitAsync(TestChange.To(run) with
                {
                    Members = [new MemberRunPatch($"{run}.{memberRun}", Usage: new Usage(100 * turn, 50 * turn, turn, turn))],
                    Messages =
                    [
                        TestMessage.Of(run, memberRun, turn, 0, answer) with
                        {
                            Author = TestMemberRun.Member,
                            Model = "gpt-4o-mini",
                            Usage = new Usage(100, 50, 1, 0),
                            Calls = [new StoredCall("call_" + turn, "search", JsonText.Parse($$"""{"q":"{{arguments}}"}"""))]
                        },
                        TestMessage.Of(run, memberRun, turn, 1, result, "tool") with
                        {
                            CallId = "call_" + turn,
                            Status = ToolCallStatus.Completed,
                            Attempts = 1
                        },
                    ],
                    Events =
                    [
                        new(
                            $"{run}.{memberRun}:{turn}:model",
                            RunEventTypes.ModelCallCompleted,
                            $"{run}.{memberRun}",
                            TestMemberRun.Member,
                            JsonText.Parse(
                                """{"inputTokens":100,"outputTokens":50}""")),
                        new(
                            $"{run}.{memberRun}:{turn}:tool",
                            RunEventTypes.ToolCallStarted,
                            $"{run}.{memberRun}",
                            TestMemberRun.Member,
                            JsonText.Parse(
                                """{"callId":"call_1","name":"search"}""")),
                        new(
                            $"{run}.{memberRun}:{turn}:done",
                            RunEventTypes.ToolCallCompleted,
                            $"{run}.{memberRun}",
                            TestMemberRun.Member,
                            JsonText.Parse(
                                """{"callId":"call_1","attempts":1}""")),
                    ],
                });
            }
        }

        await store.CommitAsync(TestChange.To(run) with
        {
            Run = new StatusPatch(RunStatus.Completed, answer),
            Members =
            [
                new MemberRunPatch(run + ".0", RunStatus.Completed, answer),
                new MemberRunPatch(run + ".1", RunStatus.Completed, answer)
            ],
            SessionTurns = [new SessionTurn("s" + (number / 4), run, run + ".0", TestRun.Team, input, answer, TestTime.At(9))],
            Events = [new("end", RunEventTypes.RunCompleted)],
        });
        return (rows + 2, texts);

        string Text(string kind, int length) =>
            string.Concat(Enumerable.Repeat($"{kind} {number} {texts} ", length))[..length];
    }
}
