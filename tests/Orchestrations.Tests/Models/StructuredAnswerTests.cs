using DurableTeams.Json.Answers;

namespace DurableTeams.Orchestrations.Tests.Models;

public class StructuredAnswerTests
{
    private const string Json = """{"a":"</think> ```"}""";

    [Theory]
    [InlineData(Json)]
    [InlineData("\ufeff" + Json)]
    [InlineData("<think>hm {}</think>" + Json)]
    [InlineData(" <THINK>\nhm\n</THINK>\n\n```json\n" + Json + "\n```")]
    [InlineData("hm, so</think>\n" + Json)]
    [InlineData("Here it is:\n```json\n" + Json + "\n```\nAnything else?")]
    [InlineData("```\n" + Json + "```")]
    [InlineData("As code:\n```python\nprint(1)\n```\nand as JSON:\n```\n" + Json + "\n```")]
    public void Parse_JsonWithSomethingAround_IsTheJson(string text)
    {
        using var json = StructuredAnswer.Parse(text);

        Assert.Equal(Json, json!.RootElement.GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("words")]
    [InlineData("<think>" + Json)]
    [InlineData("It is " + Json)]
    [InlineData("```json\n" + Json)]
    [InlineData("```\n1\n```\nor\n```\n2\n```")]
    [InlineData("{\"a\":{\"b\":1}")]
    public void Parse_NoneOrSeveral_IsNone(string text) => Assert.Null(StructuredAnswer.Parse(text));

    [Theory]
    [InlineData("<think>hm</think> yes", "yes")]
    [InlineData("<think>hm</think>", "")]
    [InlineData("<think>hm", "")]
    [InlineData("The tag </think> ends them.", "The tag </think> ends them.")]
    [InlineData("I <think> so", "I <think> so")]
    public void WithoutThoughts_InFront_AreLeftOut(string text, string words) =>
        Assert.Equal(words, StructuredAnswer.WithoutThoughts(text));
}
