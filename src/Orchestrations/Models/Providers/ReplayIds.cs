namespace DurableTeams.Models.Providers;

/// <summary>
/// Makes ids unique: an id that was given before gets <c>-2</c>, <c>-3</c> …. The same ids in the same order always give the
/// same results.
/// </summary>
internal sealed class ReplayIds
{
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    /// <summary>The id, or its replacement.</summary>
    public string Take(string id)
    {
        if (_given.Add(id)) return id;
        var use = _uses.GetValueOrDefault(id, 1);
        string next;
        do next = FormattableString.Invariant($"{id}-{++use}");
        while (!_given.Add(next));
        _uses[id] = use;
        return next;
    }
}
