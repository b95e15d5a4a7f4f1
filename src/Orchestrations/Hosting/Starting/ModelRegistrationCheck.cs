using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Models;

namespace DurableTeams.Hosting.Starting;

/// <summary>
/// Chat clients have names that team files can write. A provider of one's own may replace a built-in one; two of one's own need
/// two names. The keys that a provider declares are no keys of all models.
/// </summary>
internal sealed class ModelRegistrationCheck(IEnumerable<IChatClientFactory> providers, NamedChatClients clients) : IStartCheck
{
    private readonly IReadOnlyList<IChatClientFactory> _own =
        [.. providers.Where(provider => provider.GetType().Assembly != typeof(ModelRegistrationCheck).Assembly)];

    public IEnumerable<DefinitionError> Check() => [.. Names(), .. Twice(), .. Keys()];

    private IEnumerable<DefinitionError> Names()
    {
        foreach (var name in clients.Names.Order(StringComparer.Ordinal))
        {
            var findings = new Findings($"AddChatClient({name})");
            DefinitionCheck.Name(name, "models", "model", findings);
            foreach (var error in findings.Errors) yield return error;
        }
    }

    private IEnumerable<DefinitionError> Twice() =>
        from provider in _own
        group provider.GetType().FullName by provider.Provider into named
        where named.Count() > 1
        select new DefinitionError(
            $"AddProvider({named.Key})", 0,
            $"there is more than one provider named '{named.Key}': {string.Join(", ", named)}; "
                + "each provider needs a name of its own");

    private IEnumerable<DefinitionError> Keys()
    {
        foreach (var provider in _own)
        {
            var keys = provider.Settings.Select(setting => setting.Key).ToList();
            foreach (var key in keys.Intersect(ModelReader.Keys))
            {
                yield return new DefinitionError(
                    $"AddProvider({provider.Provider})", 0,
                    $"declares the setting '{key}', a key that all models have; give it another name");
            }

            foreach (var twice in keys.GroupBy(key => key, StringComparer.Ordinal).Where(same => same.Count() > 1))
            {
                yield return new DefinitionError(
                    $"AddProvider({provider.Provider})", 0, $"declares the setting '{twice.Key}' more than once");
            }
        }
    }
}
