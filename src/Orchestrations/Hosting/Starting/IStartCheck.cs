using DurableTeams.Definitions;

namespace DurableTeams.Hosting.Starting;

/// <summary>
/// Finds what a program registered wrongly, when its host starts. All checks report before the start is refused.
/// </summary>
internal interface IStartCheck
{
    /// <summary>The errors, each with the call that it comes from (<see cref="DefinitionError.File"/>).</summary>
    IEnumerable<DefinitionError> Check();
}
