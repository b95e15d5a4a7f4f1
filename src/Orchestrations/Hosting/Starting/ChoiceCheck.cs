using DurableTeams.Definitions;
using DurableTeams.Storage;

namespace DurableTeams.Hosting.Starting;

/// <summary>There is one engine, and one store.</summary>
internal sealed class ChoiceCheck(Registrations registrations) : IStartCheck
{
    private const string Place = nameof(DurableTeamsServiceCollectionExtensions.AddDurableTeams);

    public IEnumerable<DefinitionError> Check()
    {
        var (engines, stores) = (registrations.Engines, registrations.Stores);
        if (engines.Count == 0)
        {
            yield return new DefinitionError(
                Place, 0,
                "no engine runs the teams; call UseSqlite(directory), UseDurableTask() or UseDurableFunctions(builder)");
        }

        if (engines.Count > 1)
        {
            yield return new DefinitionError(
                Place, 0,
                $"more than one engine is to run the teams: {string.Join(", ", engines.Select(one => one.Name))}; keep one");
        }

        if (stores.Count > 1)
        {
            yield return new DefinitionError(
                Place, 0,
                $"more than one store is to keep the runs: {string.Join(", ", stores.Select(one => one.Name))}; keep one");
        }

        if (stores.Count == 0 && engines.Count == 1 && engines[0].Store is null)
        {
            yield return new DefinitionError(
                Place, 0, $"no store keeps the runs, since {engines[0].Name} brings none; call UseAzureTables(…)");
        }
    }
}
