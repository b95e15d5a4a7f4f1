using DurableTeams.Runs.Turns;
using DurableTeams.Definitions;
using DurableTeams.Storage.Work;

namespace DurableTeams.Runs.Remote;

/// <summary>The form that the output of work must have: that of any agent in its place.</summary>
public sealed class WorkForms(ITeamCatalog catalog)
{
    /// <summary>Why an output does not have the form; null where it has, or where any words will do.</summary>
    public async Task<string?> ProblemAsync(WorkRecord work, string output)
    {
        ArgumentNullException.ThrowIfNull(work);
        return AnswerForm.Of(await catalog.GetPinnedAsync(work.Agent.DefinitionVersion), work.Agent)?.Problem(output);
    }
}
