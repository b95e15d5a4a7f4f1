using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;

namespace DurableTeams.Embedded.Tests.Protocols.Mcp;

/// <summary>What a frame must be, and what is said where it is not: an error of JSON-RPC, with our code.</summary>
public sealed class McpFrameTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("{", null, 400, -32700, "malformedBody")]
    [InlineData("[]", null, 400, -32600, "invalidFrame")]
    [InlineData("{}", null, 400, -32600, "invalidFrame")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"ping"}""", null, 400, -32600, "invalidFrame")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", null, 400, -32600, "invalidFrame")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"teams/fire"}""", null, 200, -32601, "unknownMethod")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", "2023-01-01", 400, -32022, "unknownVersion")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", McpHost.Newest, 400, -32602, "malformedRequest")]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"none"}}""", McpHost.Old, 200, -32602, "teamNotFound")]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}""", McpHost.Old, 200, -32602, "malformedRequest")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}""", McpHost.Old, 400, -32602, "invalidField")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call"}""", McpHost.Old, 200, -32602, "invalidField")]
    public async Task Frame_ThatIsWrong_IsAnErrorWithOurCode(string frame, string? version, int status, int number, string code)
    {
        var (answered, message, _) = await api.FrameAsync(frame, version);

        var error = message.GetProperty("error");
        Assert.Equal(
            (status, number, code),
            (answered, error.GetProperty("code").GetInt32(), error.GetProperty("data").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Frame_ForAnUnknownVersion_IsToldTheKnownOnes()
    {
        var (_, message, _) = await api.FrameAsync(McpHost.Frame("tools/list"), "2027-01-01");

        Assert.Contains("2027-01-01", message.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(McpHost.Newest, message.GetProperty("error").GetProperty("data").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frame_WithoutAcceptOrOfAnUnknownSession_IsRefusedWithOurCode()
    {
        const string list = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

        Assert.Equal((406, "malformedRequest"), Told(await api.FrameAsync(list, accept: "application/json")));
        Assert.Equal((404, "sessionNotFound"), Told(await api.FrameAsync(list, McpHost.Old, session: "elsewhere")));
    }

    [Theory]
    [InlineData("""{"elicitation":{}}""", true)]
    [InlineData("""{"elicitation":{"form":{}}}""", true)]
    [InlineData("""{"elicitation":{"url":{}}}""", false)]
    [InlineData("""{"sampling":{}}""", false)]
    public async Task Initialize_OfAClientThatShowsForms_BeginsASession(string capabilities, bool begins)
    {
        var (status, message, session) = await api.FrameAsync($$"""
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"{{McpHost.Old}}",
             "capabilities":{{capabilities}},"clientInfo":{"name":"t","version":"1"} } }
            """);

        Assert.Equal((200, McpHost.Old), (status, message.GetProperty("result").GetProperty("protocolVersion").GetString()));
        Assert.Equal(begins, session is not null);
        if (session is null) return;
        var (listed, tools, _) = await api.FrameAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", McpHost.Old, session);
        Assert.Equal((200, 3), (listed, tools.GetProperty("result").GetProperty("tools").GetArrayLength()));
    }

    [Fact]
    public async Task GetAndDelete_HaveNothingToSayOrToEnd()
    {
        using var get = await api.Http.GetAsync(new Uri("mcp", UriKind.Relative));
        using var delete = await api.Http.DeleteAsync(new Uri("mcp", UriKind.Relative));

        Assert.Equal((405, 405), ((int)get.StatusCode, (int)delete.StatusCode));
        Assert.Equal("POST", get.Content.Headers.Allow.Single());
    }

    [Fact]
    public async Task Root_AnswersAsTheApiDoes()
    {
        var (status, message) = await api.PostAsync(
            "/mcp", """{"jsonrpc":"2.0","id":1,"method":"teams/fire"}""", ("Accept", "application/json"));

        Assert.Equal((406, "malformedRequest"), Told((status, message, null)));
    }

    private static (int, string?) Told((int Status, JsonElement Message, string?) answer) =>
        (answer.Status, answer.Message.GetProperty("error").GetProperty("data").GetProperty("code").GetString());
}
