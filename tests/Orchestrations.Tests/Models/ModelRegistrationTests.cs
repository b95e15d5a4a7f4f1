using DurableTeams.Definitions;
using DurableTeams.Hosting.Starting;
using DurableTeams.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>What is wrong with registered models is told when the host starts, all of it at once.</summary>
public sealed class ModelRegistrationTests
{
    [Fact]
    public void Check_WrongRegistrations_AreAllTold()
    {
        using var services = new ServiceCollection().AddDurableTeams(teams => teams
            .AddChatClient("fast", _ => null!).AddChatClient("fast", _ => null!).AddChatClient("a b", _ => null!)
            .AddProvider<Acme>().AddProvider<Other>().AddProvider<Replacing>()
            .AddTeam(Team.Create("crew").Coordinate("slow").Member("worker"))
            .AddTeam(Team.Create("built").Coordinate("slow").Member("worker").Build())).BuildServiceProvider();

        var errors = Assert.Throws<DefinitionException>(() => services.GetRequiredService<TeamLoading>().Teams).Errors
            .Where(error => !error.File.StartsWith("AddDurableTeams", StringComparison.Ordinal))
            .Select(error => error.ToString());

        Assert.Equal(
            [
                "AddChatClient(fast): there is more than one chat client named 'fast'; each chat client needs a name of its own",
                "AddChatClient(a b): the model name 'a b' cannot be used; write 1 to 64 characters of a-z, A-Z, 0-9, _ and -",
                $"AddProvider(acme): there is more than one provider named 'acme': {typeof(Acme).FullName}, "
                    + $"{typeof(Other).FullName}; each provider needs a name of its own",
                "AddProvider(acme): declares the setting 'model', a key that all models have; give it another name",
                "crew: there is no model 'slow' in models, and no chat client of that name is registered; valid here: a b, fast",
                "AddTeam(built): there is no model 'slow' in models, and no chat client of that name is registered; "
                    + "valid here: a b, fast",
            ],
            errors);
    }

    private sealed class Acme : IChatClientFactory
    {
        public string Provider => "acme";

        public IReadOnlyList<ProviderSetting> Settings { get; } = [ProviderSetting.Text("model", "a model")];

        public IChatClient Create(ModelDefinition model) => throw new NotSupportedException();
    }

    private sealed class Other : IChatClientFactory
    {
        public string Provider => "acme";

        public IChatClient Create(ModelDefinition model) => throw new NotSupportedException();
    }

    private sealed class Replacing : IChatClientFactory
    {
        public string Provider => "openai";

        public IChatClient Create(ModelDefinition model) => throw new NotSupportedException();
    }
}
