using System.Text.Json;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;

namespace DurableTeams.Orchestrations.Tests.Tools;

public sealed class IdempotencyKeysTests
{
    private static readonly JsonElement None = JsonSerializer.SerializeToElement(new { });

    [Fact]
    public void Of_IdUsedOnce_IsMemberRunAndCallId() => Assert.Equal(["r1.1/a", "r1.1/b"], Keys(["a", "b"]));

    [Fact]
    public void Of_IdUsedAgainInLaterTurns_IsNumbered() =>
        Assert.Equal(["r1.1/a", "r1.1/a#2", "r1.1/a#3"], Keys(["a"], ["a"], ["a"]));

    [Fact]
    public void Of_IdUsedTwiceInOneTurn_IsNumbered() => Assert.Equal(["r1.1/a", "r1.1/a#2"], Keys(["a", "a"]));

    [Fact]
    public void Of_IdThatLooksNumbered_NeverSharesAKey() =>
        Assert.Equal(["r1.1/a", "r1.1/a#2", "r1.1/a#2#2"], Keys(["a", "a", "a#2"]));

    [Fact]
    public void Number_OneIdForThousandsOfCalls_IsCountedOn()
    {
        var turns = Enumerable.Range(0, 1_000).Select(_ => Enumerable.Repeat("call_0", 128).ToArray()).ToArray();

        Assert.Equal("r1.1/call_0#128000", KeysOfLast(Messages(Plain, turns))[^1]);
    }

    [Fact]
    public void Encode_AnyTwoIds_StayTwo()
    {
        string[] parts =
        [
            "é",
            "%C3%A9",
            "%C3",
            "%A9",
            "%",
            "25",
            "%25",
            "C3",
            "A9",
            " ",
            "%20",
            "a",
            "#2",
            "%c3%a9",
            "100%",
            "\u007F",
            "%7F",
            "%4"
        ];
        var ids = parts.Concat(parts.SelectMany(one => parts.Select(other => one + other)))
            .Concat(parts.SelectMany(one => parts.SelectMany(two => parts.Select(three => one + two + three)))).Distinct()
                .ToList();

        var headers = ids.Select(id => IdempotencyHeader.Encode("r1.1/" + (IdempotencyHeader.KeyIdOf(id) ?? id))).ToList();

        Assert.Equal(ids.Count, headers.Distinct().Count());
        Assert.All(headers, header => Assert.All(header, c => Assert.InRange(c, '!', '~')));
    }

    [Theory]
    [InlineData("call_0")]
    [InlineData("toolu_01-x.y~z!*'()")]
    [InlineData("100%")]
    [InlineData("a%41b")]
    [InlineData("a%c3%a9")]
    public void KeyIdOf_PlainId_IsTheIdAsEver(string id)
    {
        Assert.Null(IdempotencyHeader.KeyIdOf(id));
        Assert.Equal("r1.1/" + id, IdempotencyHeader.Encode("r1.1/" + id));
    }

    [Fact]
    public void Encode_LongIds_StayTwoAlsoWhereOneIsWrittenAsTheOtherIsCut()
    {
        var cut = IdempotencyHeader.Encode("r1.1/" + new string('a', 400));

        Assert.Equal(256, cut.Length);
        Assert.NotEqual(cut, IdempotencyHeader.Encode(cut));
        Assert.NotEqual(cut, IdempotencyHeader.Encode("r1.1/" + new string('a', 401)));
        Assert.Equal("r1.1/" + new string('a', 251), IdempotencyHeader.Encode("r1.1/" + new string('a', 251)));
    }

    [Fact]
    public void Of_IdsThatEscapeAlike_StayTwo()
    {
        Assert.Equal(["r1.1/é", "r1.1/%25C3%25A9"], Keys(["é", "%C3%A9"]));
        Assert.Equal(["r1.1/%25C3%25A9", "r1.1/%25C3%25A9#2", "r1.1/%2525C3%2525A9"], Keys(["%C3%A9", "%C3%A9", "%25C3%25A9"]));
    }

    [Fact]
    public void Of_CallRecordedBefore_KeepsTheKeyThatItMayHaveGoneOutWith() =>
        Assert.Equal(
            ["r1.1/%C3%A9"], Keys(id => new StoredCall(id, "tool", JsonSerializer.SerializeToElement(new { })), ["%C3%A9"]));

    private static List<string> Keys(params string[][] turns) => Keys(Plain, turns);

    private static List<string> Keys(Func<string, StoredCall> call, params string[][] turns)
    {
        var messages = Messages(call, turns);
        return [.. turns.Index().SelectMany(turn => KeysOfLast(messages[..(turn.Index + 1)]))];
    }

    private static StoredCall Plain(string id) => new(id, "tool", None) { KeyId = IdempotencyHeader.KeyIdOf(id) };

    private static List<string> KeysOfLast(List<MessageRecord> messages)
    {
        var answer = IdempotencyKeys.Number(messages[^1], messages[..^1]);
        return
        [
            .. answer.Calls!.Select((call, index) => IdempotencyKeys.Of(new CallReference("r1.1", answer.Turn, index), call))
        ];
    }

    private static List<MessageRecord> Messages(Func<string, StoredCall> call, string[][] turns) =>
    [
        .. turns.Select((ids, turn) => new MessageRecord
        {
            MemberRunId = "r1.1",
            Turn = turn + 1,
            Slot = 0,
            Role = "assistant",
            Calls = [.. ids.Select(call)],
        }),
    ];
}
