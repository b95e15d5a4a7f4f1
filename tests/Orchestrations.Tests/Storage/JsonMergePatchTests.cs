using System.Text.Json;
using DurableTeams.Json;

namespace DurableTeams.Orchestrations.Tests.Storage;

public sealed class JsonMergePatchTests
{
    /// <summary>The examples of RFC 7396, appendix A.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Apply_ExampleOfTheStandard_GivesItsResult(string target, string patch, string expected) =>
        Assert.Equal(expected, JsonMergePatch.Apply(AsJson(target), AsJson(patch)).GetRawText());

    [Fact]
    public void Apply_NoTarget_StartsFromAnEmptyObject() =>
        Assert.Equal("""{"a":{"c":1}}""", JsonMergePatch.Apply(null, AsJson("""{"a":{"b":null,"c":1}}""")).GetRawText());

    [Fact]
    public void Apply_KeyTwiceInAPatch_TheLastCounts() =>
        Assert.Equal("""{"a":{"x":0,"c":2}}""", JsonMergePatch.Apply(AsJson("""{"a":{"x":0}}"""), AsJson(
            """{"a":{"b":1},"a":{"c":2}}""")).GetRawText());

    [Fact]
    public void Apply_NumbersAndText_StayAsTheyAreWritten() =>
        Assert.Equal(
            """{"n":1.0E+2,"big":123456789012345678901234567890,"t":"é \" <b>"}""",
            JsonMergePatch.Apply(AsJson("""{"n":1.0E+2}"""), AsJson("""{"big":123456789012345678901234567890,"t":"é \" <b>"}"""))
                .GetRawText());

    [Theory]
    [InlineData("""{"a":1}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a":null}""", """{"b":1}""", """{"a":null,"b":1}""")]
    [InlineData("""{"a":{"b":null}}""", """{"a":{"c":null}}""", """{"a":{"b":null,"c":null}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a":1}""", """{"a":{"b":null}}""", """{"a":{"b":null}}""")]
    [InlineData("""{"a":1}""", "[2]", "[2]")]
    [InlineData("[2]", """{"a":null}""", """{"a":null}""")]
    public void Compose_Nulls_AreKept(string first, string second, string expected) =>
        Assert.Equal(expected, JsonMergePatch.Compose(AsJson(first), AsJson(second)).GetRawText());

    [Theory]
    [InlineData("""{"a":{"b":1},"d":{"e":1}}""", """{"a":{"c":null},"d":null}""")]
    [InlineData("""{"a":{"b":null}}""", """{"a":{"b":{"c":1}},"x":[1]}""")]
    [InlineData("""{"a":null,"x":1}""", """{"a":2,"x":null}""")]
    [InlineData("""{"k":{"l":{"m":null,"n":1}}}""", """{"k":{"l":{"m":3}},"z":{"y":null}}""")]
    [InlineData("{}", """{"a":null}""")]
    public void Compose_AppliedOnce_DoesWhatBothDo(string first, string second)
    {
        foreach (var target in new[]
        {
            "{}",
            """{"a":{"b":0,"c":0},"d":{"f":0},"x":2,"k":{"l":{"m":0,"o":0}}}""",
            """{"a":1,"z":2}"""
        })
        {
            var both = JsonMergePatch.Apply(JsonMergePatch.Apply(AsJson(target), AsJson(first)), AsJson(second));

            var once = JsonMergePatch.Apply(AsJson(target), JsonMergePatch.Compose(AsJson(first), AsJson(second)));
            Assert.True(JsonElement.DeepEquals(both, once), $"{both} became {once}");
        }
    }

    private static JsonElement AsJson(string text) => JsonElement.Parse(text);
}
