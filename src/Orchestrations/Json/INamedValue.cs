namespace DurableTeams.Json;

/// <summary>A value that is a name: an open set, unlike an enum's.</summary>
/// <typeparam name="T">The type itself.</typeparam>
internal interface INamedValue<T>
    where T : struct, INamedValue<T>
{
    /// <summary>The name, in camelCase.</summary>
    string Name { get; }

    /// <summary>
    /// The names that older histories write as numbers, from 0. It never changes: what came later is written by name only.
    /// </summary>
    static abstract IReadOnlyList<string> Numbered { get; }

    /// <summary>The value of a name.</summary>
    static abstract T Of(string name);
}
