using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>Where a run has rows that are changed and not written to their places yet, see <see cref="SetAsideRows"/>.</summary>
/// <param name="Mark">What those rows bear in their places.</param>
/// <param name="Hash">The hash of the <see cref="SetAsideRows"/>, which is kept apart.</param>
internal sealed record RedoPlace(string Mark, string Hash);

/// <summary>
/// Rows of a change that touches more of what is stored than one transaction holds, by their keys. From when the run's row
/// names them they count instead of those in their places, which bear its mark; then they are written there, part by part.
/// </summary>
internal sealed record SetAsideRows(
    Dictionary<string, MemberRunRecord> Agents, Dictionary<string, AskedRow> Asked, Dictionary<string, TurnRow> Turns,
    Dictionary<string, WorkRecord>? Work = null)
{
    /// <summary>These rows.</summary>
    public static SetAsideRows Of(IEnumerable<KeyValuePair<string, object>> rows)
    {
        var redo = new SetAsideRows([], [], [], []);
        foreach (var (key, value) in rows)
        {
            switch (value)
            {
                case MemberRunRecord agent: redo.Agents[key] = agent; break;
                case AskedRow asked: redo.Asked[key] = asked; break;
                case WorkRecord work: redo.Work![key] = work; break;
                default: redo.Turns[key] = (TurnRow)value; break;
            }
        }

        return redo;
    }

    /// <summary>All rows.</summary>
    public IEnumerable<KeyValuePair<string, object>> Rows() =>
        Agents.Select(row => KeyValuePair.Create(row.Key, (object)row.Value))
            .Concat(Asked.Select(row => KeyValuePair.Create(row.Key, (object)row.Value)))
            .Concat(Turns.Select(row => KeyValuePair.Create(row.Key, (object)row.Value)))
            .Concat((Work ?? []).Select(row => KeyValuePair.Create(row.Key, (object)row.Value)));

    /// <summary>The row, or null.</summary>
    public object? Find(string key) =>
        (object?)Agents.GetValueOrDefault(key) ?? (object?)Asked.GetValueOrDefault(key)
            ?? (object?)Turns.GetValueOrDefault(key) ?? Work?.GetValueOrDefault(key);

    /// <summary>Puts the rows where a state has those in their places.</summary>
    public void ApplyTo(RunState state)
    {
        foreach (var (key, value) in Agents) state.Agents[key] = value;
        foreach (var (key, value) in Asked) state.Asked[key] = value;
        foreach (var (key, value) in Turns) state.Turns[key] = value;
        foreach (var (key, value) in Work ?? []) state.Work[key] = value;
    }
}
