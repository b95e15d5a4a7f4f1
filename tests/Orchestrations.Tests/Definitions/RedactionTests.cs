using System.Text;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Definitions.Tools;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>No secret that goes out comes back, however it is written.</summary>
public sealed class RedactionTests
{
    private const string Secret = "p@ss \"w/rd\"+é<1>&%2";

    private static readonly Settings Values = new()
    {
        ["BOT"] = "12345:telegram",
        ["QS"] = "query-value",
        ["PW"] = "user-password",
        ["URL"] = "https://u:url-password@hooks.example/v1/x?key=url-key-1",
        ["HOST"] = "internal.example",
        ["REGION"] = "west",
        ["TOKEN"] = "bearer-token\n",
        ["SHORT"] = "abc",
        ["BASIC"] = Convert.ToBase64String("user:long-password"u8),
    };

    public static TheoryData<string> Forms { get; } = new(
    [
        Secret,
        JsonSerializer.Serialize(Secret)[1..^1],
        JsonSerializer.Serialize(JsonSerializer.Serialize(Secret))[7..^7],
        string.Concat(Secret.Select(c => $"\\u{(int)c:x4}")),
        string.Concat(Secret.Select(c => $"\\u{(int)c:X4}")),
        Secret.Replace("/", "\\/", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
        Uri.EscapeDataString(Secret),
        Uri.EscapeDataString(Secret).ToLowerInvariant(),
        Uri.EscapeDataString(Uri.EscapeDataString(Secret)),
        Uri.EscapeDataString(Secret).Replace("%20", "+", StringComparison.Ordinal),
        Uri.EscapeDataString(Secret).Replace("%40", "@", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal),
        string.Concat(Encoding.UTF8.GetBytes(Secret).Select(b => $"%{b:X2}")),
        System.Net.WebUtility.HtmlEncode(Secret),
        System.Net.WebUtility.HtmlEncode(System.Net.WebUtility.HtmlEncode(Secret)),
        string.Concat(Secret.Select(c => $"&#x{(int)c:X};")),
        string.Concat(Secret.Select(c => $"&#{(int)c};")),
    ]);

    [Theory]
    [MemberData(nameof(Forms))]
    public void Remove_SecretInAnyEncoding_IsTakenOut(string written)
    {
        Assert.Equal("a [redacted] z", new Redaction([Secret]).Remove($"a {written} z"));
        Assert.Equal("[redacted][redacted]", new Redaction([Secret]).Remove(written + written));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("xy")]
    public void Remove_Base64OfWhatHoldsIt_IsTakenOut(string before)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "user:long-password" + before));
        var clean = new Redaction(["long-password"]).Remove(encoded);
        Assert.Contains("[redacted]", clean, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("ong-passw"u8), clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret-1234", 5)]
    [InlineData("\\u0073\\u0065\\u0063\\u0072\\u0065\\u0074", 27)]
    [InlineData("%73%65%63%72%65%74", 13)]
    public void Remove_TextCutInTheMiddleOfIt_KeepsNoHalf(string written, int length)
    {
        var redaction = new Redaction(["secret-1234"]);
        Assert.Equal("a [redacted]", redaction.Remove("a " + written[..length], cut: true));
        Assert.Equal("a [redacted]…", redaction.Remove("a " + written[..length] + "…", cut: true));
        Assert.Equal("a " + written[..length], redaction.Remove("a " + written[..length]));
    }

    [Theory]
    [InlineData("a secret nobody has, 100% & more \\ + \\u0073")]
    [InlineData("SECRET-1234")]
    [InlineData("%")]
    [InlineData("&")]
    [InlineData("\\")]
    [InlineData("\\u")]
    [InlineData("\ud800 secret-123\ud800")]
    public void Remove_OtherText_IsKept(string text)
    {
        Assert.Equal(text, new Redaction(["secret-1234"]).Remove(text));
        Assert.Equal(text, new Redaction([]).Remove(text));
    }

    [Fact]
    public void Remove_LongTextOfEscapes_TakesLinearTime()
    {
        var redaction = new Redaction(["%%%%%%%%", "\\\\\\\\\\\\\\\\", "secret-1234"]);
        foreach (var c in "\\%&s+") Assert.NotNull(redaction.Remove(new string(c, 200_000) + "x"));
    }

    [Theory]
    [InlineData("https://api.example/bot${BOT}/send", "12345:telegram", null)]
    [InlineData("https://api.example/x?key=${QS}", "query-value", null)]
    [InlineData("https://user:${PW}@api.example/x", "user-password", null)]
    [InlineData("${URL}", "url-password", "v1")]
    [InlineData("${URL}", "url-key-1", "hooks.example")]
    [InlineData("https://${HOST}/x", null, "internal.example")]
    [InlineData("https://api.example/${REGION}/x", null, "west")]
    [InlineData("https://api.example/x?api_key=literal-secret", "literal-secret", null)]
    public void Of_Address_CountsWhatIsFilledInOutsideTheHost(string url, string? secret, string? kept)
    {
        var redaction = Redaction.Of(new ToolDefinition { Http = new HttpToolDefinition { Url = url } }, Values);
        if (secret is not null) Assert.Equal("[redacted]", redaction.Remove(secret));
        if (kept is not null) Assert.Equal(kept, redaction.Remove(kept));
    }

    [Theory]
    [InlineData("Authorization", "Bearer ${TOKEN}", "bearer-token")]
    [InlineData("Authorization", "Bearer ${SHORT}", "Bearer abc")]
    [InlineData("Authorization", "Basic ${BASIC}", "long-password")]
    [InlineData("Authorization", "Basic ${BASIC}", "user:long-password")]
    [InlineData("X-Anything", "${TOKEN}", "bearer-token")]
    [InlineData("X-Api-Key", "literal-key-1", "literal-key-1")]
    public void Of_Header_CountsWhatIsFilledInAndLiteralCredentials(string name, string value, string secret)
    {
        var http = new HttpToolDefinition { Url = "https://api.example" };
        http.Headers[name] = value;
        Assert.Equal("[redacted]", Redaction.Of(new ToolDefinition { Http = http }, Values).Remove(secret));
    }
}
