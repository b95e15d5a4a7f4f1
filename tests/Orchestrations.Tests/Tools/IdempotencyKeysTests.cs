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

    private static List<string> Keys(params string[][] turns)
    {
        var none = JsonSerializer.SerializeToElement(new { });
        var messages = turns.Select((ids, turn) => new MessageRecord
        {
            MemberRunId = "r1.1",
            Turn = turn + 1,
            Slot = 0,
            Role = "assistant",
            Calls = [.. ids.Select(id => new StoredCall(id, "tool", none))],
        }).ToList();
        return [.. turns.SelectMany((ids, turn) => ids.Select((_, index) => IdempotencyKeys.Of(messages, new CallReference("r1.1", turn + 1, index))))];
    }
}
