using DurableTeams.Embedded.Tests.Api;

namespace DurableTeams.Embedded.Tests.Protocols.OpenAI;

/// <summary>What requests of OpenAI's API must be, and that what is wrong is said in the form of that API.</summary>
public sealed class OpenAIRequestTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("{", 400, "malformedBody", null)]
    [InlineData("""{"input":"hi"}""", 400, "invalidField", "model")]
    [InlineData("""{"model":"nobody","input":"hi"}""", 404, "teamNotFound", "model")]
    [InlineData("""{"model":"newsroom"}""", 400, "noMessage", null)]
    [InlineData("""{"model":"newsroom","input":" "}""", 400, "invalidField", "input")]
    [InlineData("""{"model":"newsroom","input":7}""", 400, "invalidField", "input")]
    [InlineData("""{"model":"newsroom","input":"hi","temprature":1}""", 400, "unknownField", "temprature")]
    [InlineData("""{"model":"newsroom","input":"hi","tools":[{"type":"web_search"}]}""", 400, "unsupportedParameter", "tools")]
    [InlineData("""{"model":"newsroom","input":"hi","prompt":{"id":"p"}}""", 400, "unsupportedParameter", "prompt")]
    [InlineData(
        """{"model":"newsroom","input":"hi","text":{"format":{"type":"json_object"}}}""", 400, "unsupportedParameter",
        "text.format")]
    [InlineData(
        """{"model":"newsroom","input":"hi","background":true,"store":false}""", 400, "unsupportedParameter", "store")]
    [InlineData("""{"model":"newsroom","input":"hi","metadata":{"a":7}}""", 400, "invalidField", "metadata")]
    [InlineData(
        """{"model":"newsroom","input":"hi","conversation":"c","previous_response_id":"resp_r"}""", 400, "invalidField",
        "previous_response_id")]
    [InlineData("""{"model":"newsroom","input":"hi","conversation":{}}""", 400, "invalidField", "conversation.id")]
    [InlineData("""{"model":"newsroom","input":"hi","previous_response_id":"resp_r"}""", 404, "responseNotFound", null)]
    [InlineData(
        """{"model":"newsroom","input":[{"role":"user","content":[{"type":"input_image","image_url":"x"}]}]}""", 400,
        "unsupportedContent", "input[0].content")]
    [InlineData("""{"model":"newsroom","input":[{"type":"local_shell_call"}]}""", 400, "unsupportedContent", "input[0]")]
    [InlineData("""{"model":"newsroom","input":[{"role":"robot","content":"x"}]}""", 400, "invalidField", "input[0].role")]
    [InlineData("""{"model":"newsroom","input":[{"role":"system","content":"x"}]}""", 400, "noMessage", "input[0]")]
    [InlineData(
        """{"model":"newsroom","input":[{"type":"mcp_approval_response","approval_request_id":"a","approve":1}]}""", 400,
        "invalidField", "input[0].approve")]
    [InlineData(
        """{"model":"newsroom","input":[{"type":"mcp_approval_response","approval_request_id":"a","approve":true}]}""", 404,
        "requirementNotFound", "input[0]")]
    [InlineData(
        """
        {"model":"newsroom","input":[{"type":"mcp_approval_response","approval_request_id":"a","approve":true},
          {"role":"user","content":"and now?"}]}
        """, 400, "unsupportedContent", "input[1]")]
    public async Task Response_ThatIsWrong_IsAnErrorOfTheirs(string body, int status, string code, string? param) =>
        await WrongAsync("v1/responses", body, status, code, param);

    [Theory]
    [InlineData("""{"model":"newsroom"}""", 400, "invalidField", "messages")]
    [InlineData("""{"model":"newsroom","messages":[]}""", 400, "invalidField", "messages")]
    [InlineData("""{"model":"newsroom","messages":[{"role":"user"}]}""", 400, "invalidField", "messages[0].content")]
    [InlineData("""{"model":"newsroom","messages":[{"role":"assistant"}]}""", 400, "noMessage", null)]
    [InlineData("""{"model":"newsroom","n":2,"messages":[{"role":"user","content":"hi"}]}""", 400, "unsupportedParameter", "n")]
    [InlineData(
        """{"model":"newsroom","logprobs":true,"messages":[{"role":"user","content":"hi"}]}""", 400, "unsupportedParameter",
        "logprobs")]
    [InlineData(
        """{"model":"newsroom","modalities":["audio"],"messages":[{"role":"user","content":"hi"}]}""", 400,
        "unsupportedParameter", "modalities")]
    [InlineData(
        """{"model":"newsroom","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"hi"}]}""", 400,
        "unsupportedParameter", "response_format")]
    [InlineData(
        """{"model":"newsroom","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""", 400,
        "unsupportedContent", "messages[0].content")]
    [InlineData(
        """{"model":"newsroom","messages":[{"role":"tool","tool_call_id":"a","content":"ok"}]}""", 404, "requirementNotFound",
        "messages[0].content")]
    public async Task Completion_ThatIsWrong_IsAnErrorOfTheirs(string body, int status, string code, string? param) =>
        await WrongAsync("v1/chat/completions", body, status, code, param);

    [Fact]
    public async Task Body_AboveItsLimit_IsAnErrorOfTheirs() =>
        await WrongAsync("v1/responses", new string(' ', (1024 * 1024) + 1), 413, "bodyTooLarge", null);

    [Theory]
    [InlineData("/v1/files", 404, "notFound")]
    [InlineData("/api/v1/files", 404, "notFound")]
    [InlineData("/v1/responses", 405, "methodNotAllowed")]
    [InlineData("/v1/models/nobody", 404, "teamNotFound")]
    [InlineData("/v1/responses/resp_r", 404, "responseNotFound")]
    [InlineData("/v1/responses/r_5", 404, "responseNotFound")]
    [InlineData("/v1/responses/resp_r?stream=perhaps", 400, "invalidQuery")]
    [InlineData("/v1/responses/resp_r?stream=true&starting_after=x", 400, "invalidQuery")]
    public async Task Address_ThatIsNone_IsAnErrorOfTheirs(string path, int status, string code)
    {
        var (answered, body) = await api.GetAsync(path);

        Assert.Equal((status, code), (answered, body.GetProperty("error").GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/api/v1/models")]
    public async Task Models_AreTheTeams(string path)
    {
        var (_, list) = await api.GetAsync(path);
        var (_, one) = await api.GetAsync(path + "/newsroom");

        Assert.Equal(list.GetProperty("data")[0].GetRawText(), one.GetRawText());
        Assert.Equal(("newsroom", "model"), (one.GetProperty("id").GetString(), one.GetProperty("object").GetString()));
    }

    private async Task WrongAsync(string path, string body, int status, string code, string? param)
    {
        var (answered, read) = await api.PostAsync(path, body);

        var error = read.GetProperty("error");
        Assert.Equal((status, code), (answered, error.GetProperty("code").GetString()));
        Assert.Equal(param, error.GetProperty("param").GetString());
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }
}
