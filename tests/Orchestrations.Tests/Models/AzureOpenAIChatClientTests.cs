using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

public class AzureOpenAIChatClientTests
{
    private const string Hello = """{"choices":[{"message":{"content":"hi"}}]}""";

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "question")];

    [Theory]
    [InlineData("", null, "/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21")]
    [InlineData("/", "2025-04-01-preview", "/openai/deployments/my%20gpt/chat/completions?api-version=2025-04-01-preview")]
    [InlineData("/openai/v1", null, "/openai/v1/chat/completions")]
    [InlineData("/openai/v1/", "preview", "/openai/v1/chat/completions?api-version=preview")]
    public async Task GetResponseAsync_EndpointForms_AddressOfTheDeployment(string path, string? version, string target)
    {
        await using var server = await RecordingServer.StartAsync(Hello);
        using var models = new ModelHost();

        var response = await Client(models, server.Url + path, version)
            .GetResponseAsync(Question, new ChatOptions { MaxOutputTokens = 9 });

        Assert.Equal("hi", response.Text);
        Assert.Equal(("POST", target), (server.Single.Method, server.Single.Target));
        Assert.Equal("azure-key", server.Single.Headers["api-key"]);
        Assert.DoesNotContain("Authorization", server.Single.Headers.Keys);
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse(
                """{"model":"my gpt","messages":[{"role":"user","content":"question"}],"max_completion_tokens":9}"""),
                server.Single.Json));
    }

    [Fact]
    public async Task GetResponseAsync_Refused_OneRequestAndNoKeyInTheMessage()
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "3";
            return RecordingServer.Answer(context, """{"error":{"code":"429","message":"azure-key is over its quota"}}""", 429);
        });
        using var models = new ModelHost();

        var failure = await Assert.ThrowsAsync<ModelException>(() => Client(models, server.Url, null).GetResponseAsync(Question));

        Assert.Equal(
            ("The model provider answered 429: [redacted] is over its quota", true), (failure.Message, failure.Transient));
        Assert.Equal(TimeSpan.FromSeconds(3), failure.RetryAfter);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void Get_NothingSet_SaysAllThatIsMissing()
    {
        using var models = new ModelHost();

        var failure = Assert.Throws<DefinitionException>(() => models.Clients.Get(
            new ModelDefinition { Provider = "azureOpenAI", ApiKey = " " }));

        Assert.Equal(
        [
            "provider azureOpenAI needs a model", "provider azureOpenAI needs an endpoint", "provider azureOpenAI needs an apiKey"
        ], failure.Errors.Select(e => e.Reason));
    }

    private static IChatClient Client(ModelHost models, string endpoint, string? version)
    {
        models.Environment["KEY"] = "azure-key\n";
        return models.Clients.Get(new ModelDefinition
        {
            Provider = "azureOpenAI",
            Model = "my gpt",
            Endpoint = endpoint,
            ApiVersion = version,
            ApiKey = "${KEY}"
        });
    }
}
