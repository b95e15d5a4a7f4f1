using DurableTeams.Approvals.Links;
using DurableTeams.Json;

namespace DurableTeams.Orchestrations.Tests.Approvals.Links;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("https://teams.example.com/", null, "https://teams.example.com")]
    [InlineData("https://example.com/teams/", "app.azurewebsites.net", "https://example.com/teams")]
    [InlineData(null, "app.azurewebsites.net", "https://app.azurewebsites.net")]
    [InlineData(null, "localhost:7071", "http://localhost:7071")]
    [InlineData(null, null, "http://127.0.0.1:9")]
    public void Value_SettingThenAzureThenTheHost(string? setting, string? azure, string expected)
    {
        var address = Of(setting, azure);
        address.SetListening("http://127.0.0.1:9");
        Assert.Equal(expected, address.Value);
    }

    [Theory]
    [InlineData("teams.example.com")]
    [InlineData("ftp://teams.example.com")]
    [InlineData("https://user:pass@teams.example.com")]
    [InlineData("https://teams.example.com/?x=1")]
    public void Setting_NoAddressToBuildOn_StopsTheStart(string setting) =>
        Assert.Throws<SettingException>(() => Of(setting, null));

    [Fact]
    public void Coming_OnlyWhileTheHostHasNotSaid()
    {
        var address = Of(null, null);
        address.ExpectListening();
        Assert.True(address.IsExpected);
        address.SetListening("http://127.0.0.1:9");
        Assert.False(address.IsExpected);
        var set = Of("https://teams.example.com", null);
        set.ExpectListening();
        Assert.False(set.IsExpected);
    }

    private static PublicAddress Of(string? setting, string? azure)
    {
        List<(string, string)> values = [];
        if (setting is not null) values.Add((PublicAddress.Setting, setting));
        if (azure is not null) values.Add(("WEBSITE_HOSTNAME", azure));
        return new PublicAddress(new Settings([.. values]));
    }
}
