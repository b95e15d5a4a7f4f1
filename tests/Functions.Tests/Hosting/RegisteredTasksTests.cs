using System.Reflection;
using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Functions.Hosting;
using DurableTeams.AzureTables;
using DurableTeams.Runs;
using DurableTeams.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Functions.Tests.Hosting;

/// <summary>The tasks that are registered, and what the Functions host is told of them.</summary>
public sealed class RegisteredTasksTests
{
    private static readonly string[] Names =
    [
        .. typeof(TaskNames).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(name => (string)name.GetRawConstantValue()!).Order(StringComparer.Ordinal)
    ];

    private static DurableTaskRegistry Registry => new DurableTaskRegistry().AddDurableTeams();

    [Fact]
    public void AddDurableTeams_EveryName_IsRegisteredOnce() => Assert.Equal(
        Names,
        Registry.GetOrchestrators().Select(task => task.Key.Name).Concat(Registry.GetActivities().Select(task => task.Key.Name))
            .Order(StringComparer.Ordinal));

    [Fact]
    public async Task AddDurableTeams_EveryTask_IsMadeOfTheHostsServices()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddDurableTeams(teams => teams
                .UseEngine("test", _ => new FunctionsEngine()).UseAzureTables("UseDevelopmentStorage=true"))
            .AddSingleton<ITeamCatalog>(provider => new TeamCatalog([], provider.GetRequiredService<IRunStore>()))
            .AddSingleton<IConfiguration>(new ConfigurationManager())
            .BuildServiceProvider();
        Assert.All(Registry.GetOrchestrators(), task => Assert.NotNull(task.Value(services)));
        Assert.All(Registry.GetActivities(), task => Assert.NotNull(task.Value(services)));
    }

    [Fact]
    public void StoreOnly_EveryName_IsAnActivity() =>
        Assert.Subset(Registry.GetActivities().Select(task => task.Key.Name).ToHashSet(), RunTasks.StoreOnly.ToHashSet());

    [Fact]
    public void Worker_EveryTask_HasItsTriggerAndActivitiesTheClient()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.ConfigureDurableExtension();
        builder.Services.AddDurableTeams(teams => teams.UseDurableFunctions(builder));
        using var app = builder.Build();
        List<IFunctionMetadata> described = [];
        foreach (var transformer in app.Services.GetServices<IFunctionMetadataTransformer>()) transformer.Transform(described);

        Assert.Equal(Names, described.Select(function => function.Name).Order(StringComparer.Ordinal));
        var orchestrators = Registry.GetOrchestrators().Select(task => task.Key.Name).ToHashSet();
        Assert.All(described, function => Assert.Equal(
            orchestrators.Contains(function.Name!) ? ["orchestrationTrigger"] : ["activityTrigger", "durableClient"],
            function.RawBindings!.Select(binding => JsonDocument.Parse(binding).RootElement.GetProperty("type").GetString())));
    }
}
