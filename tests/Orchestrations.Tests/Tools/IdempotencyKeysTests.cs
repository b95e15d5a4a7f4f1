using System.Text.Json;
using DurableTeams.Storage;
using DurableTeams.Tools;

namespace DurableTeams.Orchestrations.Tests.Tools;

public sealed class IdempotencyKeysTests
{
    [Fact]
    public void Of_IdUsedOnce_IsMemberRunAndCallId() => Assert.Equal(["r1.1/a", "r1.1/b"], Keys(["a", "b"]));

    [Fact]
    public void Of_IdUsedAgainInLaterTurns_IsNumbered() => Assert.Equal(["r1.1/a", "r1.1/a#2", "r1.1/a#3"], Keys(["a"], ["a"], ["a"]));

    [Fact]
    public void Of_IdUsedTwiceInOneTurn_IsNumbered() => Assert.Equal(["r1.1/a", "r1.1/a#2"], Keys(["a", "a"]));

    [Fact]
    public void Of_IdThatLooksNumbered_NeverSharesAKey() => Assert.Equal(["r1.1/a", "r1.1/a#2", "r1.1/a#2#2"], Keys(["a", "a", "a#2"]));

    [Fact]
    public void Number_OneIdForThousandsOfCalls_IsCountedOn()
    {
        var turns = Enumerable.Range(0, 1_000).Select(_ => Enumerable.Repeat("call_0", 128).ToArray()).ToArray();

        Assert.Equal("r1.1/call_0#128000", Keys(turns[^1], Messages(turns))[^1]);
    }

    private static List<string> Keys(params string[][] turns) => [.. turns.Index().SelectMany(turn => Keys(turn.Item, Messages(turns[..(turn.Index + 1)])))];

    private static List<string> Keys(string[] ids, List<MessageRecord> messages)
    {
        var answer = IdempotencyKeys.Number(messages[^1], messages[..^1]);
        return [.. ids.Select((_, index) => IdempotencyKeys.Of(new CallReference("r1.1", answer.Turn, index), answer.Calls![index]))];
    }

    private static List<MessageRecord> Messages(string[][] turns)
    {
        var none = JsonSerializer.SerializeToElement(new { });
        return [.. turns.Select((ids, turn) => new MessageRecord
        {
            MemberRunId = "r1.1",
            Turn = turn + 1,
            Slot = 0,
            Role = "assistant",
            Calls = [.. ids.Select(id => new StoredCall(id, "tool", none))],
        })];
    }
}
