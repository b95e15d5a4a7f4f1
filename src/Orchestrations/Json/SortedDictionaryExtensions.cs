namespace DurableTeams.Json;

internal static class SortedDictionaryExtensions
{
    /// <summary>A copy with each value changed.</summary>
    public static SortedDictionary<string, T> With<T>(this SortedDictionary<string, T> source, Func<T, T> change)
    {
        var made = new SortedDictionary<string, T>(source.Comparer);
        foreach (var (key, value) in source) made.Add(key, change(value));
        return made;
    }
}
