using Xunit;

namespace DurableTeams.Azurite;

/// <summary><see cref="AzuriteFactAttribute"/> for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AzuriteTheoryAttribute : TheoryAttribute
{
    public AzuriteTheoryAttribute() => Skip = AzuriteTools.WhyNot;
}
