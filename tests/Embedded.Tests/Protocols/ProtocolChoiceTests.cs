using DurableTeams.Http.Protocols;
using DurableTeams.Json;

namespace DurableTeams.Embedded.Tests.Protocols;

public sealed class ProtocolChoiceTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("agui", true)]
    [InlineData("aisdk", false)]
    [InlineData("none", false)]
    public void Read_Words_TurnOnWhatTheyName(string? text, bool agui) => Assert.Equal(agui, ProtocolChoice.Read(text).AgUi);

    [Theory]
    [InlineData("ag-ui")]
    [InlineData("agui,none")]
    public void Read_UnknownWord_NamesIt(string text) =>
        Assert.Contains(
            "is no protocol", Assert.Throws<SettingException>(() => ProtocolChoice.Read(text)).Message, StringComparison.Ordinal);
}
