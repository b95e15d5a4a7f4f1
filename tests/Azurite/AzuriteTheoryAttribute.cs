namespace DurableTeams.Azurite;

/// <summary><see cref="AzuriteFactAttribute"/> for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal class AzuriteTheoryAttribute : TheoryAttribute
{
    public AzuriteTheoryAttribute() => Skip = AzuriteTools.WhyNot;
}
