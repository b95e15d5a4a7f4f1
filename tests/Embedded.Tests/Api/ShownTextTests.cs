using DurableTeams.Http.Answers;

namespace DurableTeams.Embedded.Tests.Api;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("a\u202Eb", "a<mark>U+202E</mark>b", "a<mark>U+202E</mark>b")]
    [InlineData("<mark>U+202E</mark>", "&lt;mark&gt;U+202E&lt;/mark&gt;", "&lt;mark&gt;U+202E&lt;/mark&gt;")]
    [InlineData("a\r\nb\tc", "a<mark>U+000D</mark><mark>U+000A</mark>b<mark>U+0009</mark>c", "a\nb\tc")]
    [InlineData("a\rb\u001B[2J", "a<mark>U+000D</mark>b<mark>U+001B</mark>[2J", "a<mark>U+000D</mark>b<mark>U+001B</mark>[2J")]
    [InlineData(
        "\U000E0041\uE000\uFDD0", "<mark>U+E0041</mark><mark>U+E000</mark><mark>U+FDD0</mark>",
        "<mark>U+E0041</mark><mark>U+E000</mark><mark>U+FDD0</mark>")]
    [InlineData("Zürich & Ωmega 你好", "Z&#252;rich &amp; Ωmega 你好", "Z&#252;rich &amp; Ωmega 你好")]
    public void Write_Text_IsEscapedAndShowsWhatCannotBeSeen(string text, string line, string block) =>
        Assert.Equal((line, block), (PageText.Line(text), PageText.Block(text)));
}
