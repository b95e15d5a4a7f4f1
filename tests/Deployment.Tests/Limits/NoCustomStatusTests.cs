namespace DurableTeams.Deployment.Tests.Limits;

public sealed class NoCustomStatusTests
{
    // 16 KB is what the scheduler takes: what people see of a run comes from the store instead.
    [Fact]
    public void Orchestrators_CustomStatus_IsNeverSet() => Assert.DoesNotContain(
        Repository.Sources("src/Orchestrations").Concat(Repository.Sources("src/AzureFunctions")),
        file => File.ReadAllText(file).Contains("SetCustomStatus(", StringComparison.Ordinal));
}
