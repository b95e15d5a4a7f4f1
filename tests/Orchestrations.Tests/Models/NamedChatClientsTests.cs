using DurableTeams.Definitions;
using DurableTeams.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>Chat clients that code registers by name.</summary>
public sealed class NamedChatClientsTests
{
    private static readonly ModelDefinition Fast = new() { Provider = ModelDefinition.ClientProvider, Model = "fast" };

    [Fact]
    public void Get_AskedTwice_MadeOnceOfTheServices()
    {
        var made = 0;
        using var models = new ModelHost(services => services.AddSingleton("a service").AddKeyedSingleton<IChatClient>(
            "fast", (provider, _) => new Recorder(provider.GetRequiredService<string>() + ++made)));

        var first = models.Clients.Get(Fast);

        Assert.Same(first, models.Clients.Get(Fast with { }));
        Assert.Equal("a service1", first.GetService<Recorder>()!.Name);
        Assert.NotSame(first, models.Clients.Get(Fast with { Temperature = 1 }));
        Assert.Equal(1, made);
    }

    [Fact]
    public void Get_NameThatNobodyRegistered_FailsForGoodAndNamesThoseThere()
    {
        using var models = new ModelHost(services => services.AddKeyedSingleton<IChatClient>("slow", new Recorder("slow")));

        var failure = Assert.Throws<ModelException>(() => models.Clients.Get(Fast));

        Assert.False(failure.Transient);
        Assert.Equal(
            "No chat client of the name 'fast' is registered; there are: slow. "
                + "Register it with AddChatClient, then retry the run.",
            failure.Message);
    }

    [Fact]
    public void Get_FactoryThrewOnce_IsAskedAgain()
    {
        var made = 0;
        using var models = new ModelHost(services => services.AddKeyedSingleton<IChatClient>(
            "fast", (_, _) => ++made == 1 ? throw new IOException("the vault is closed") : new Recorder("fast")));
        Assert.Throws<IOException>(() => models.Clients.Get(Fast));

        Assert.NotNull(models.Clients.Get(Fast));
    }

    [Fact]
    public async Task Ask_ModelWithTemperature_HasItWhereTheRequestSaysNothing()
    {
        var client = new Recorder("fast");
        using var models = new ModelHost(services => services.AddKeyedSingleton<IChatClient>("fast", client));
        var cold = models.Clients.Get(Fast with { Temperature = 0.5, MaxOutputTokens = 9 });

        await models.Clients.Get(Fast).GetResponseAsync("hi");
        Assert.Null(client.Asked);
        await cold.GetResponseAsync("hi");
        Assert.Equal((0.5f, 9), (client.Asked!.Temperature, client.Asked.MaxOutputTokens));
        await cold.GetResponseAsync("hi", new ChatOptions { Temperature = 1 });
        Assert.Equal((1f, 9), (client.Asked!.Temperature, client.Asked.MaxOutputTokens));
    }

    [Fact]
    public void Dispose_InstanceOfTheProgram_StaysOpen()
    {
        var client = new Recorder("fast");
        using (var models = new ModelHost(services => services.AddKeyedSingleton<IChatClient>("fast", client)))
            models.Clients.Get(Fast);

        Assert.False(client.IsDisposed);
    }

    [Fact]
    public void CalledModel_RegisteredClient_IsWhatTheClientSays()
    {
        using var models = new ModelHost(services => services
            .AddKeyedSingleton<IChatClient>("fast", new Recorder("fast"))
            .AddKeyedSingleton<IChatClient>("own", new Recorder("own") { Metadata = null }));

        Assert.Equal(new CalledModel("acme", "acme-1"), CalledModel.Of(Fast, models.Clients.Get(Fast)));
        var own = Fast with { Model = "own" };
        Assert.Equal(new CalledModel("client", "own"), CalledModel.Of(own, models.Clients.Get(own)));
    }

    private sealed class Recorder(string name) : IChatClient
    {
        public string Name => name;

        public ChatClientMetadata? Metadata { get; init; } = new("acme", null, "acme-1");

        public ChatOptions? Asked { get; private set; }

        public bool IsDisposed { get; private set; }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Asked = options;
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "hello")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? Metadata : serviceType.IsInstanceOfType(this) ? this : null;

        public void Dispose() => IsDisposed = true;
    }
}
