using System.Net;
using System.Net.Sockets;
using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Models.OpenAI;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>What becomes of everything that is no answer.</summary>
public class OpenAIChatClientFailureTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "question")];

    [Theory]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(408, true)]
    [InlineData(409, true)]
    [InlineData(422, false)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(529, true)]
    public async Task GetResponseAsync_ErrorStatus_OneRequestAndItsMeaning(int status, bool transient)
    {
        await using var server = await RecordingServer.StartAsync("""{"error":{"message":"no such model","type":"x"}}""", status);

        var failure = await FailAsync(server.Url);

        Assert.Equal((transient, status), (failure.Transient, failure.StatusCode));
        Assert.Equal($"The model provider answered {status}: no such model", failure.Message);
        Assert.Null(failure.RetryAfter);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("""{"error":"plain"}""", "plain")]
    [InlineData("""{"message":"outer"}""", "outer")]
    [InlineData("""{"detail":"fast"}""", "fast")]
    [InlineData("<html>Bad\r\nGateway</html>", "<html>Bad  Gateway</html>")]
    [InlineData("""{"code":7}""", """{"code":7}""")]
    public async Task GetResponseAsync_ErrorBodyInAnyShape_ItsWords(string body, string words)
    {
        await using var server = await RecordingServer.StartAsync(body, 502);

        Assert.Equal($"The model provider answered 502: {words}", (await FailAsync(server.Url)).Message);
    }

    [Fact]
    public async Task GetResponseAsync_ErrorWithoutBody_StatusAlone()
    {
        await using var server = await RecordingServer.StartAsync("", 500);

        Assert.Equal("The model provider answered 500.", (await FailAsync(server.Url)).Message);
    }

    [Fact]
    public async Task GetResponseAsync_RetryAfter_Surfaced()
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "7";
            return RecordingServer.Answer(context, "{}", 429);
        });

        Assert.Equal(TimeSpan.FromSeconds(7), (await FailAsync(server.Url)).RetryAfter);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(200)]
    public async Task GetResponseAsync_ServerRepeatsTheKey_Redacted(int status)
    {
        await using var server = await RecordingServer.StartAsync(
            context => RecordingServer.Answer(
                context, $$"""{"error":{"message":"bad header {{context.Request.Headers.Authorization}}"} }""", status));

        var failure = await FailAsync(server.Url, m => m with { ApiKey = "sk-very-secret" });

        Assert.EndsWith("bad header Bearer [redacted]", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"choices":[]}""", true)]
    [InlineData("""{}""", true)]
    [InlineData("""[]""", true)]
    [InlineData("""{"choices":[{"message":null}]}""", true)]
    [InlineData("""{"choices":[7]}""", true)]
    [InlineData("""<html>hello</html>""", true)]
    [InlineData("", true)]
    [InlineData("""{"error":{"message":"upstream","code":429}}""", true)]
    [InlineData("""{"error":{"message":"upstream","code":400}}""", false)]
    [InlineData("""{"error":"upstream"}""", true)]
    [InlineData("""{"error":{"message":"upstream","code":"429"}}""", true)]
    [InlineData("""{"error":{"message":"too long","code":"context_length_exceeded"}}""", false)]
    [InlineData("""{"error":{"message":"no","type":"invalid_request_error"}}""", false)]
    [InlineData("""{"base_resp":{"status_code":1002,"status_msg":"busy"},"choices":null}""", true)]
    [InlineData("""{"choices":[{"finish_reason":"error","message":{"content":"half a"}}]}""", true)]
    [InlineData(
        """{"choices":[{"finish_reason":"error","error":{"message":"upstream","code":502},"message":{"content":"half a"}}]}""",
        true)]
    [InlineData(
        """{"choices":[{"finish_reason":null,"error":{"message":"refused","code":403},"message":{"content":"half a"}}]}""",
        false)]
    [InlineData("""{"choices":[{"finish_reason":"insufficient_system_resource","message":{"content":"half a"}}]}""", true)]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n", true)]
    [InlineData(
        "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\ndata: {\"error\":{\"message\":\"upstream\"}}\n\n", true)]
    [InlineData("data: <html>\n\n", true)]
    public async Task GetResponseAsync_SuccessWithoutAnswer_ModelException(string body, bool transient)
    {
        await using var server = await RecordingServer.StartAsync(body);

        var failure = await FailAsync(server.Url);

        Assert.Equal(transient, failure.Transient);
        Assert.Contains("The model provider", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_Redirect_PermanentAndNotFollowed()
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Response.Headers.Location = "/elsewhere";
            return RecordingServer.Answer(context, "", 307);
        });

        var failure = await FailAsync(server.Url);

        Assert.Equal((false, 307), (failure.Transient, failure.StatusCode));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task GetResponseAsync_ConnectionBreaksInAnswer_Transient()
    {
        await using var server = await RecordingServer.StartAsync(RecordingServer.Break);

        Assert.True((await FailAsync(server.Url)).Transient);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task GetResponseAsync_NothingListens_Transient()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = listener.LocalEndpoint;
        listener.Stop();

        var failure = await FailAsync($"http://{address}/v1");

        Assert.True(failure.Transient);
        Assert.StartsWith("The model cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_HugeAnswer_Permanent()
    {
        await using var server = await RecordingServer.StartAsync(async context =>
        {
            var block = new byte[1024 * 1024];
            try
            {
                for (var i = 0; i < 64; i++) await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // What the test is about: the client hangs up.
            }
        });

        Assert.Equal("The model's answer is too large.", (await FailAsync(server.Url)).Message);
    }

    [Fact]
    public async Task GetResponseAsync_NoAnswerInTime_Transient()
    {
        await using var server = await RecordingServer.StartAsync(RecordingServer.Hang);
        using var http = new HttpClient();
        using var client = new OpenAIChatClient(Model(server.Url), http, TimeSpan.FromMilliseconds(200));

        var failure = await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(Question));

        Assert.Equal(("The model did not answer in time.", true), (failure.Message, failure.Transient));
    }

    [Fact]
    public async Task GetResponseAsync_Cancelled_ThrowsThat()
    {
        using var cancellationToken = new CancellationTokenSource();
        await using var server = await RecordingServer.StartAsync(context =>
        {
            cancellationToken.Cancel();
            return RecordingServer.Hang(context);
        });
        using var models = new ModelHost();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => models.OpenAI(server.Url).GetResponseAsync(Question, cancellationToken: cancellationToken.Token));
    }

    [Fact]
    public void Classify_UnexpectedException_PermanentWithItsMessage()
    {
        var failure = ModelFailures.Classify(new InvalidOperationException("odd key k-1"), "k-1");

        Assert.Equal(
            ("The model call failed (InvalidOperationException): odd key [redacted]", false),
            (failure.Message, failure.Transient));
        Assert.Same(failure, ModelFailures.Classify(failure));
    }

    private static ModelDefinition Model(string url) => new() { Provider = "openai", Model = "m", Endpoint = url };

    private static async Task<ModelException> FailAsync(string url, Func<ModelDefinition, ModelDefinition>? change = null)
    {
        using var models = new ModelHost();
        return await Assert.ThrowsAsync<ModelException>(() => models.OpenAI(url, change).GetResponseAsync(Question));
    }
}
