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

    // Listings written from public source, since nobody has read them off the assembly yet: less certain than the others.
    private static readonly string[] FromSource = ["Microsoft.Azure.Functions.Worker.Extensions.Timer.txt", "Microsoft.Azure.Functions.Worker.OpenTelemetry.txt"];

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

    [Fact]
    public void Listings_NotReadOffAnAssembly_SayTheirSource()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "official-api");
        var saying = Directory.EnumerateFiles(folder, "*.txt")
            .Where(file => File.ReadAllText(file).Contains("not read off the assembly", StringComparison.Ordinal))
            .Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(FromSource, saying);
    }
}
