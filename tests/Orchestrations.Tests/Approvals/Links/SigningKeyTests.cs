using System.Security.Cryptography;
using System.Text;
using DurableTeams.Approvals.Links;
using DurableTeams.Json;

namespace DurableTeams.Orchestrations.Tests.Approvals.Links;

public sealed class SigningKeyTests
{
    [Theory]
    [InlineData("a:short-secret-15", "at least 16 bytes")]
    [InlineData("no-colon-but-long-enough-for-a-secret", "id:secret")]
    [InlineData(":0123456789abcdef-hidden", "id:secret")]
    [InlineData("a.b:0123456789abcdef-hidden", "id:secret")]
    [InlineData("a:0123456789abcdef-hidden,a:fedcba9876543210-hidden", "two keys")]
    [InlineData("a:whsec_!!!-hidden", "base64")]
    [InlineData("a:whsec_AAAA", "at least 16 bytes")]
    [InlineData(" , ", "holds no key")]
    public void ParseAll_Malformed_SaysWhatIsWrongAndNoSecret(string text, string says)
    {
        var wrong = Assert.Throws<SettingException>(() => SigningKey.ParseAll("KEYS", text));
        Assert.StartsWith("KEYS: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(says, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short-secret", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseAll_TextAndBase64Secrets_AreTheBytesTheySay()
    {
        byte[] bytes = [.. Enumerable.Range(1, 24).Select(i => (byte)i)];
        var keys = SigningKey.ParseAll("KEYS", $"new:whsec_{Convert.ToBase64String(bytes)}, old:a secret: with a colon");
        Assert.Equal(["new", "old"], keys.Select(key => key.Id));
        Assert.Equal(HMACSHA256.HashData(bytes, "x"u8), keys[0].Sign("x"));
        Assert.Equal(HMACSHA256.HashData(Encoding.UTF8.GetBytes("a secret: with a colon"), "x"u8), keys[1].Sign("x"));
    }

    [Fact]
    public void Generate_Twice_MakesTwoKeysThatParse()
    {
        var keys = SigningKey.ParseAll("KEYS", $"{SigningKey.Generate()},{SigningKey.Generate()}");
        Assert.NotEqual(keys[0].Sign("x"), keys[1].Sign("x"));
    }
}
