using System.Net;
using System.Net.Sockets;
using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Models.Anthropic;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>What becomes of everything that is no answer.</summary>
public class AnthropicChatClientFailureTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "question")];

    [Theory]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(408, true)]
    [InlineData(413, false)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(529, true)]
    public async Task GetResponseAsync_ErrorStatus_OneRequestAndItsMeaning(int status, bool transient)
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "7";
            return RecordingServer.Answer(
                context,
                """{"type":"error","error":{"type":"x_error","message":"not today, sk-ant-secret"},"request_id":"r"}""",
                status);
        });

        var failure = await FailAsync(server.Url);

        Assert.Equal((transient, status), (failure.Transient, failure.StatusCode));
        Assert.Equal($"The model provider answered {status}: not today, [redacted]", failure.Message);
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("{}", true, "The model provider's answer holds no content.")]
    [InlineData("[]", true, "The model provider's answer holds no content.")]
    [InlineData("<html>sk-ant-secret", true, "The model provider's answer is not JSON: <html>[redacted]")]
    [InlineData(
        """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", true,
        "The model provider answered 529: Overloaded")]
    [InlineData(
        """{"type":"error","error":{"type":"invalid_request_error","message":"too long"}}""", false,
        "The model provider answered 400: too long")]
    public async Task GetResponseAsync_SuccessWithoutAnswer_ModelException(string body, bool transient, string message)
    {
        await using var server = await RecordingServer.StartAsync(body);

        var failure = await FailAsync(server.Url);

        Assert.Equal((message, transient), (failure.Message, failure.Transient));
    }

    [Fact]
    public async Task GetResponseAsync_Redirect_PermanentAndNotFollowed()
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Response.Headers.Location = "/elsewhere";
            return RecordingServer.Answer(context, "", 307);
        });

        Assert.Equal(
            (false, 307), (await FailAsync(server.Url)) is var failure ? (failure.Transient, failure.StatusCode) : default);
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

        var failure = await FailAsync($"http://{address}");

        Assert.True(failure.Transient);
        Assert.StartsWith("The model cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_NoAnswerInTime_Transient()
    {
        await using var server = await RecordingServer.StartAsync(RecordingServer.Hang);
        using var http = new HttpClient();
        using var client = new AnthropicChatClient(
            new ModelDefinition { Provider = "anthropic", Model = "m", Endpoint = server.Url }, http,
            TimeSpan.FromMilliseconds(200));

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
            () => models.Anthropic(server.Url).GetResponseAsync(Question, cancellationToken: cancellationToken.Token));
    }

    [Fact]
    public void Get_NoKeyAndNoEndpoint_SaysSo()
    {
        using var models = new ModelHost();

        var failure = Assert.Throws<DefinitionException>(() => models.Clients.Get(
            new ModelDefinition { Provider = "anthropic", Model = "m" }));

        Assert.Equal("models: provider anthropic needs an apiKey", failure.Message);
    }

    private static async Task<ModelException> FailAsync(string url)
    {
        using var models = new ModelHost();
        return await Assert.ThrowsAsync<ModelException>(() => models.Anthropic(url).GetResponseAsync(Question));
    }
}
