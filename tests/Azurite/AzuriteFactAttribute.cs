namespace DurableTeams.Azurite;

/// <summary>
/// A test on the emulator: skipped where it cannot be installed (no node or npm, no network), unless <c>REQUIRE_ALL=1</c>, where
/// it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute() => Skip = AzuriteTools.WhyNot;
}
