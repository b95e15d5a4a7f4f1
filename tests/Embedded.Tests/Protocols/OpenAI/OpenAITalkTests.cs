using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.OpenAI.Responses;
using DurableTeams.Live;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Protocols.OpenAI;

/// <summary>The words of a response as they come: the same numbers however they come, and each character once.</summary>
public sealed class OpenAITalkTests
{
    [Fact]
    public void Numbers_OfAText_AreTheSameHoweverItWasCut()
    {
        var live = Tell(-1, talk => Speak(talk, "He", "l", "lo!"));
        var recorded = Tell(-1, talk => talk.Complete(1, "Hello!", calls: false));

        Assert.Equal(Number(recorded[^1]), Number(live[^1]));
        Assert.Equal("Hello!", Words(live));
        Assert.Equal(
            recorded.Where(frame => !IsText(frame)).Select(frame => frame.ToJsonString()),
            live.Where(frame => !IsText(frame)).Select(frame => frame.ToJsonString()));
    }

    [Fact]
    public void Rest_AfterAnyNumber_HasEachCharacterOnce()
    {
        var live = Tell(-1, talk => Speak(talk, "He", "l", "lo!"));
        foreach (var last in live.Where(IsText))
        {
            var had = Words(live.TakeWhile(frame => Number(frame) <= Number(last)));
            var rest = Tell(Number(last), talk => talk.Complete(1, "Hello!", calls: false));

            Assert.Equal("Hello!", had + Words(rest));
            Assert.All(rest, frame => Assert.True(Number(frame) > Number(last)));
        }
    }

    [Fact]
    public void Text_ThatBeganAnew_IsAnotherMessageAndTheFirstIsNotFinished()
    {
        var frames = Tell(-1, talk =>
        {
            talk.Write(Delta(1, 0, "Hel"));
            talk.Write(Delta(2, 0, "Good"));
            talk.Complete(1, "Good day", calls: true);
        });

        var done = frames.Where(frame => Type(frame) == "response.output_item.done").Select(frame => frame["item"]!).ToList();
        Assert.Equal(["incomplete", "completed"], done.Select(item => item["status"]!.GetValue<string>()));
        Assert.Equal("Good day", done[1]["content"]![0]!["text"]!.GetValue<string>());
        Assert.Equal("commentary", done[1]["phase"]!.GetValue<string>());
        Assert.NotEqual(done[0]["id"]!.GetValue<string>(), done[1]["id"]!.GetValue<string>());
    }

    private static IReadOnlyList<JsonObject> Tell(long after, Action<OpenAITalk> tell)
    {
        var output = new OpenAIOutput(after);
        tell(new OpenAITalk("r1", output));
        return output.Take();
    }

    private static void Speak(OpenAITalk talk, params string[] parts)
    {
        var offset = 0;
        foreach (var part in parts)
        {
            talk.Write(Delta(1, offset, part));
            offset += part.Length;
        }

        talk.Complete(1, string.Concat(parts), calls: false);
    }

    private static LiveDelta Delta(int attempt, int offset, string text) => new(
        RunEventTypes.ContentDelta, "r1", "r1.0", null, DateTimeOffset.UnixEpoch, new LiveDeltaData(1, attempt, offset, text));

    private static string Type(JsonObject frame) => frame["type"]!.GetValue<string>();

    private static bool IsText(JsonObject frame) => Type(frame) == "response.output_text.delta";

    private static long Number(JsonObject frame) => frame["sequence_number"]!.GetValue<long>();

    private static string Words(IEnumerable<JsonObject> frames) =>
        string.Concat(frames.Where(IsText).Select(frame => frame["delta"]!.GetValue<string>()));
}
