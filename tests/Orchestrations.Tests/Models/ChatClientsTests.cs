using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Models.Scripted;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Models;

public class ChatClientsTests
{
    private static readonly ModelDefinition Model = new()
    {
        Provider = "openai",
        Model = "m",
        Endpoint = "http://${HOST}/v1",
        ApiKey = "${KEY}"
    };

    [Fact]
    public void Get_EqualDefinitions_OneClient()
    {
        using var models = new ModelHost();
        models.Environment["HOST"] = "h";
        models.Environment["KEY"] = "k";

        Assert.Same(models.Clients.Get(Model), models.Clients.Get(Model with { }));
        Assert.NotSame(models.Clients.Get(Model), models.Clients.Get(Model with { Temperature = 1 }));
    }

    [Fact]
    public void Get_SecretChanged_NewClient()
    {
        using var models = new ModelHost();
        models.Environment["HOST"] = "h";
        models.Environment["KEY"] = "old";
        var first = models.Clients.Get(Model);

        models.Environment["KEY"] = "new";

        Assert.NotSame(first, models.Clients.Get(Model));
    }

    [Fact]
    public void Get_VariableNotSet_DefinitionExceptionNamesIt()
    {
        using var models = new ModelHost();
        models.Environment["HOST"] = "h";

        var failure = Assert.Throws<DefinitionException>(() => models.Clients.Get(Model));

        Assert.Contains("KEY", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_UnknownProvider_DefinitionExceptionNamesThoseThere()
    {
        using var models = new ModelHost();

        var failure = Assert.Throws<DefinitionException>(() => models.Clients.Get(new ModelDefinition { Provider = "oracle" }));

        Assert.Equal(
            "models: there is no provider 'oracle'; the providers are: anthropic, azureOpenAI, client, openai, scripted",
            failure.Message);
    }

    [Theory]
    [InlineData(null, "http://h/", "k", "needs a model")]
    [InlineData("m", "h/v1", "k", "not an http or https address")]
    [InlineData("m", "http://h/", "k\u00e9y", "characters that a key cannot have")]
    [InlineData("m", "http://h/", "one\ntwo", "characters that a key cannot have")]
    public void Get_OpenAIThatCannotWork_DefinitionExceptionWithoutTheKey(
        string? model, string endpoint, string key, string reason)
    {
        using var models = new ModelHost();

        var failure = Assert.Throws<DefinitionException>(
            () => models.Clients.Get(
                new ModelDefinition { Provider = "openai", Model = model, Endpoint = endpoint, ApiKey = key }));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.True(key == "k" || !failure.Message.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void Get_EmptyKeyAndNoEndpoint_OpenAIItself()
    {
        using var models = new ModelHost();
        models.Environment["KEY"] = "";

        var client = models.Clients.Get(new ModelDefinition { Provider = "openai", Model = "m", ApiKey = "${KEY}" });

        var metadata = client.GetService<ChatClientMetadata>()!;
        Assert.Equal(("openai", "m", new Uri(
            "https://api.openai.com/v1")), (metadata.ProviderName, metadata.DefaultModelId, metadata.ProviderUri));
    }

    [Fact]
    public async Task Get_OwnFactory_AddsAndReplacesProviders()
    {
        using var models = new ModelHost(services => services.AddSingleton<IChatClientFactory>(new Own("mine"))
            .AddSingleton<IChatClientFactory>(new Own("openai")));

        foreach (var provider in (string[])["mine", "openai"])
        {
            var response = await models.Clients.Get(new ModelDefinition { Provider = provider })
                .GetResponseAsync([new(ChatRole.User, "x")]);
            Assert.Equal("own", response.Text);
        }
    }

    private sealed class Own(string provider) : IChatClientFactory
    {
        public string Provider => provider;

        public IChatClient Create(ModelDefinition model) =>
            new ScriptedChatClient(model with { Script = [new ScriptedTurn { Text = "own" }] });
    }
}
