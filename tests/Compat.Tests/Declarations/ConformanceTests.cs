using Microsoft.DurableTask;

namespace DurableTeams.Compat.Tests.Declarations;

/// <summary>Everything public in Compat is official, to the letter.</summary>
public sealed class ConformanceTests
{
    // Types that the product neither implements nor derives from, so they may lack abstract members.
    private static readonly HashSet<string> NeverImplemented =
    [
        "Microsoft.Azure.Functions.Worker.IFunctionsWorkerApplicationBuilder",
        "Microsoft.DurableTask.Client.Entities.DurableEntityClient",
    ];

    private static readonly IReadOnlyDictionary<string, ApiType> Official =
        ApiListing.ReadAll(Path.Combine(AppContext.BaseDirectory, "official-api"));

    private static readonly ApiType[] Declared = [.. typeof(TaskName).Assembly.GetExportedTypes().Select(ApiRendering.Of)];

    [Fact]
    public void Compat_EveryPublicMember_IsOfficial()
    {
        Assert.Equal("DurableTeams.Compat", typeof(TaskName).Assembly.GetName().Name);
        Assert.True(Declared.Length > 50, $"Only {Declared.Length} types found.");
        var differences = ApiComparison.Differences(Declared, Official);
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [Fact]
    public void Compat_EveryOfficialAbstractMember_IsDeclared()
    {
        var implemented = Declared.Where(type => !NeverImplemented.Contains(type.FullName));
        var missing = ApiComparison.MissingAbstractMembers(implemented, Official);
        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
    }

    [Fact]
    public void Listings_Read_HoldTheTypesOfEveryFile()
    {
        Assert.Contains("Microsoft.DurableTask.TaskOrchestrator<TInput, TOutput>", Official.Keys);
        Assert.Contains("Microsoft.DurableTask.Client.DurableTaskClient", Official.Keys);
        Assert.Contains("Microsoft.Azure.Functions.Worker.HttpTriggerAttribute", Official.Keys);
        Assert.Contains("Azure.Data.Tables.TableClient", Official.Keys);
    }
}
