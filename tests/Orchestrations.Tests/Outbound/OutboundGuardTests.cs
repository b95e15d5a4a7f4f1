using System.Net;
using DurableTeams.Json;
using DurableTeams.Outbound;

namespace DurableTeams.Orchestrations.Tests.Outbound;

public sealed class OutboundGuardTests
{
    public static TheoryData<string> NotPublic { get; } =
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9",
        "168.63.129.16",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:8.8.8.8", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::8.8.8.8", "fc00::1", "fd12:3456::1", "fe80::1",
        "fec0::1", "ff02::1",
        "2001::1", "2001:db8::1", "2002:a00:1::1", "3fff::1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::1",
        "100::1",
    ];

    [Theory]
    [MemberData(nameof(NotPublic))]
    public async Task Resolve_NameOfAnAddressThatIsNotPublic_IsRefused(string address)
    {
        var refused = await Assert.ThrowsAsync<OutboundRefusedException>(() => Guard([address])
            .ResolveAsync("hooks.example", default));
        Assert.Contains("hooks.example", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NotPublic))]
    public async Task Resolve_LiteralThatIsNotPublic_IsRefused(string address)
    {
        // Loopback as it stands is this machine, and meant.
        if (address is "::1" or "127.0.0.1" or "127.9.9.9") return;
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Guard([]).ResolveAsync(address, default));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("64:ff9b::8.8.8.8")]
    public async Task Resolve_PublicAddress_Passes(string address)
    {
        Assert.Equal([IPAddress.Parse(address)], await Guard([address]).ResolveAsync("hooks.example", default));
        Assert.Equal([IPAddress.Parse(address)], await Guard([]).ResolveAsync(address, default));
    }

    [Fact]
    public async Task Resolve_OneAddressOfManyIsPrivate_IsRefused() =>
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Guard(["8.8.8.8", "10.0.0.1"])
            .ResolveAsync("hooks.example", default));

    [Fact]
    public async Task Resolve_Localhost_IsThisMachineWhateverTheResolverSays()
    {
        var resolver = new FakeResolver(["10.0.0.1"]);
        var addresses = await new OutboundGuard(resolver, Allowed("")).ResolveAsync("LOCALHOST", default);
        Assert.All(addresses, address => Assert.True(IPAddress.IsLoopback(address)));
        Assert.Equal(0, resolver.Asked);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/16", "10.1.2.3", false)]
    [InlineData("fd00::/8, 10.1.2.3", "10.1.2.3", true)]
    [InlineData("fd00::/8, 10.1.2.3", "10.1.2.4", false)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::ffff:192.168.0.1", false)]
    public async Task Resolve_AllowedNetworks_PassWhatTheyList(string networks, string address, bool passes)
    {
        var resolving = new OutboundGuard(new FakeResolver([address]), Allowed(networks)).ResolveAsync("hooks.example", default);
        if (passes) Assert.Single(await resolving);
        else await Assert.ThrowsAsync<OutboundRefusedException>(() => resolving);
    }

    [Theory]
    [InlineData("https://hooks.example/x", true)]
    [InlineData("http://127.0.0.1:5000/x", true)]
    [InlineData("http://[::1]:5000/x", true)]
    [InlineData("http://localhost/x", true)]
    [InlineData("http://hooks.example/x", false)]
    [InlineData("http://10.0.0.1/x", false)]
    [InlineData("http://localhost.hooks.example/x", false)]
    [InlineData("http://127.0.0.1.hooks.example/x", false)]
    [InlineData("http://[::ffff:127.0.0.1]/x", false)]
    [InlineData("ftp://hooks.example/x", false)]
    [InlineData("file:///etc/passwd", false)]
    public void Check_Scheme_IsHttpsOrHttpToThisMachine(string address, bool passes)
    {
        var refused = Record.Exception(() => OutboundGuard.Check(new Uri(address)));
        Assert.Equal(passes, refused is null);
        if (!passes) Assert.IsType<OutboundRefusedException>(refused);
    }

    [Theory]
    [InlineData("https://167772161/x")]
    [InlineData("https://0x0a000001/x")]
    [InlineData("https://012.0.0.1/x")]
    [InlineData("https://10.1/x")]
    public async Task Resolve_PrivateAddressInAnotherNotation_IsRefused(string address)
    {
        var host = new Uri(address).IdnHost;
        await Assert.ThrowsAsync<OutboundRefusedException>(() => new OutboundGuard(new SystemResolver(), Allowed(
            "")).ResolveAsync(host, default));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("intranet")]
    public void AllowedNetworks_Malformed_StopTheStart(string text)
    {
        var wrong = Assert.Throws<SettingException>(() => Allowed(text));
        Assert.Contains(AllowedNetworks.Setting, wrong.Message, StringComparison.Ordinal);
    }

    internal static AllowedNetworks Allowed(string text) => new(new Settings((AllowedNetworks.Setting, text)));

    private static OutboundGuard Guard(string[] addresses) => new(new FakeResolver(addresses), Allowed(""));
}
