namespace DurableTeams.Json.Schemas;

/// <summary>
/// The members and items of a value that a schema covered, for <c>unevaluatedProperties</c> and <c>unevaluatedItems</c>.
/// </summary>
internal sealed class EvaluatedParts
{
    private readonly HashSet<string> _members = [];
    private readonly HashSet<int> _items = [];

    public void Mark(string member) => _members.Add(member);

    public void Mark(int item) => _items.Add(item);

    public void Take(EvaluatedParts others)
    {
        _members.UnionWith(others._members);
        _items.UnionWith(others._items);
    }

    public bool Has(string member) => _members.Contains(member);

    public bool Has(int item) => _items.Contains(item);
}
