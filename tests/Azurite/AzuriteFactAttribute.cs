using Xunit;

namespace DurableTeams.Azurite;

/// <summary>A test on the emulator: skipped without node and npm, unless <c>REQUIRE_ALL=1</c>, where it runs and fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute() => Skip = AzuriteTools.WhyNot;
}
