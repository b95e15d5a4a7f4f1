using System.Text.Json.Nodes;
using DurableTeams.Runs.Remote;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Embedded.Tests.Api.Fuzz;

/// <summary>
/// The five bodies of workers, with every member replaced by everything, left out, or beside one that nobody knows: what is
/// refused is refused with a reason and changes nothing, and nothing is answered 5xx.
/// </summary>
public sealed class WorkBodyTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string Token = "the-token";
    private const string Mark = "@@@";

    private static readonly string[] Atoms =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e999", "123456789012345678901234567890", "\"\"", "\" \"", "\"x\"",
        "\"\\ud800\"",
        "\"\\u0000\"", "\"30s\"", "\"99d\"", "\"2030-01-01T00:00:00Z\"", "\"0000-00-00T00:00:00Z\"", "[]", "{}", "[[]]", "[{}]",
        "[null]",
        "{\"\":1}", "{\"a\":1,\"a\":2}", $"\"{new string('a', 300)}\"", $"{new string('[', 100)}{new string(']', 100)}",
    ];

    public static TheoryData<string, string> Calls => new()
    {
        { "coders/lease", """{"worker":"ann","wait":0,"spans":"mine"}""" },
        { "WORK/heartbeat", """{"token":"the-token"}""" },
        {
            "WORK/events",
            """
            {"token":"the-token","spans":"mine","events":[{"id":"e","type":"modelCall","name":"m","startedAt":"2026-11-30T10:00:00Z",
            "endedAt":"2026-11-30T10:00:01Z","usage":{"inputTokens":1,"outputTokens":2},"arguments":{"a":1},"result":"x","error":"y",
            "parentId":"p"}]}
            """
        },
        {
            "WORK/ask",
            """
            {"token":"the-token","id":"q","kind":"userInput","tool":{"name":"push","arguments":{"a":1}},"note":"n",
            "inputFields":[{"name":"f","type":"string","description":"d","required":true}]}
            """
        },
        { "WORK/complete", """{"token":"the-token","error":{"code":"c","message":"m"}}""" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Body_WithAnythingAnywhere_IsTakenOrRefusedWithAReason(string call, string body)
    {
        var (taken, refused, ended) = (0, 0, false);
        foreach (var (what, text) in Bodies(JsonNode.Parse(body)!))
        {
            // A completion that was taken has ended the work.
            var next = _last is null || (ended && call.EndsWith("complete", StringComparison.Ordinal));
            var work = call.StartsWith("WORK", StringComparison.Ordinal) && next ? await LeasedAsync() : _last;
            var (status, answer) = await api.PostAsync("work/" + call.Replace("WORK", work, StringComparison.Ordinal), text);

            Assert.True(status is 200 or 204 or 400 or 403 or 409, $"{what}: {status}: {text}");
            ended = status < 300;
            if (ended) taken++;
            else
            {
                refused++;
                Assert.True(answer.GetProperty("code").GetString() is { Length: > 0 }, text);
                if (work is not null)
                    Assert.Equal(WorkStatus.Leased, (await api.Store.FindWorkAsync(work))!.Status);
            }

            if (what == "unknown") Assert.Equal((400, "unknownField"), (status, answer.GetProperty("code").GetString()));
        }

        Assert.NotEqual((0, 0), (taken, refused));
    }

    [Theory]
    [InlineData("Coders")]
    [InlineData("coders!")]
    [InlineData("%20")]
    [InlineData("a23456789a23456789a23456789a23456789a23456789a23456789a23456789a2345")]
    public async Task Lease_QueueThatNoTeamFileCanName_Is400(string queue)
    {
        var (status, answer) = await api.PostAsync($"work/{queue}/lease", """{"worker":"ann"}""");

        Assert.Equal((400, "invalidField", "queue"), (status, answer.Code(), answer.GetProperty("field").GetString()));
    }

    private string? _last;

    /// <summary>The body with each of its members, however deep, changed in every way.</summary>
    private static IEnumerable<(string What, string Text)> Bodies(JsonNode body)
    {
        yield return ("whole", body.ToJsonString());
        foreach (var cut in new[] { 1, 5, 20 })
            yield return ("cut", body.ToJsonString()[..^Math.Min(cut, body.ToJsonString().Length)]);
        foreach (var path in Paths(body, []))
        {
            foreach (var atom in Atoms)
                yield return ("replaced", At(body, path, (parent, key) => parent[key] = Mark).Replace(
                    $"\"{Mark}\"", atom, StringComparison.Ordinal));
            yield return ("left out", At(body, path, (parent, key) => parent.Remove(key)));
            // Arguments are anybody's.
            if (!path.Contains("arguments")) yield return ("unknown", At(body, path, (parent, _) => parent["surprise"] = 1));
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode node, object[] path) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            Paths(member.Value!, [.. path, member.Key]).Prepend([.. path, member.Key])),
        JsonArray items => items.SelectMany((item, index) => Paths(item!, [.. path, index])),
        _ => [],
    };

    private static string At(JsonNode body, object[] path, Action<JsonObject, string> change)
    {
        var copy = body.DeepClone();
        var here = copy;
        foreach (var step in path[..^1]) here = step is int index ? here[index]! : here[(string)step]!;
        change(here.AsObject(), (string)path[^1]);
        return copy.ToJsonString();
    }

    /// <summary>Work that a worker has.</summary>
    private async Task<string> LeasedAsync()
    {
        var run = await api.StartAsync();
        await api.Store.RunningAsync(run);
        var (member, at) = (RunIds.Member(run, 1), DateTimeOffset.UtcNow);
        var work = new WorkRecord
        {
            WorkId = RunIds.Work(member),
            RunId = run,
            TeamId = TestTeams.Id,
            Agent = new AgentRef(member, TestTeams.Id, "s-" + run, TestTeams.Newsroom.Version, TestTeams.Member, Spawn: 1),
            MemberPath = [TestTeams.Id, TestTeams.Member],
            Queue = "others",
            HoldMs = 600_000,
            Attempts = 2,
            QueuedAt = at,
        };
        await api.Store.CommitAsync(new RunChange(run, at)
        {
            Started =
            [
                new MemberRunRecord
                {
                    RunId = run,
                    MemberRunId = member,
                    MemberId = TestTeams.Member,
                    ParentMemberRunId = RunIds.Leader(run),
                    Spawn = 1,
                    Status = RunStatus.Running,
                    StartedAt = at,
                },
            ],
            Work = [work],
        });
        await api.Store.ChangeWorkAsync(work.WorkId, new WorkLease(at, "ann", WorkToken.Hash(Token)));
        return _last = work.WorkId;
    }
}
