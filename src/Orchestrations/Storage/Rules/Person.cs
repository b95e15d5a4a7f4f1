using DurableTeams.Json.Unicode;

namespace DurableTeams.Storage.Rules;

/// <summary>
/// A person who decides or looks. Two are the same person where the platform gave both the same principal id. Where it did not
/// give an id to both, they are the same where their names differ only in case, notation (Unicode NFKC), white space, invisible
/// characters, and the note that a name came with a link.
/// </summary>
/// <param name="Name">The name as it was first written, trimmed; this spelling is shown.</param>
/// <param name="Id">The platform's principal id, where the platform signed the person in.</param>
public sealed record Person(string Name, string? Id = null)
{
    private const string ViaLink = " (via link)";

    /// <summary>Whether both are the same person.</summary>
    public bool Is(Person other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Id is { } id && other.Id is { } otherId ? Same(id, otherId) : KeyOf(Name) == KeyOf(other.Name);
    }

    /// <summary>Whether a name, or a principal id, belongs to this person.</summary>
    public bool IsCalled(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return KeyOf(name) == KeyOf(Name) || (Id is { } id && Same(id, name));
    }

    /// <summary>The key under which a person is recorded once: the principal id, else the name.</summary>
    public string Key => Id is { } id ? KeyOf(id) : KeyOf(Name);

    /// <summary>A person whose name the holder of a link wrote: a claim, which is marked wherever it is shown.</summary>
    public static Person Claimed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        name = name.Trim();
        while (name.EndsWith(ViaLink, StringComparison.OrdinalIgnoreCase)) name = name[..^ViaLink.Length].TrimEnd();
        return new Person(name + ViaLink);
    }

    /// <summary>The people of a list, each once, with the spelling that came first.</summary>
    public static IReadOnlyList<T> Distinct<T>(IEnumerable<T> all, Func<T, Person> person)
    {
        ArgumentNullException.ThrowIfNull(all);
        List<T> distinct = [];
        foreach (var one in all)
        {
            if (!distinct.Exists(known => person(known).Is(person(one)))) distinct.Add(one);
        }

        return distinct;
    }

    private static bool Same(string one, string other) => KeyOf(one) == KeyOf(other);

    private static string KeyOf(string name)
    {
        var key = string.Join(' ', Caseless.Of(name).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        while (key.EndsWith(ViaLink, StringComparison.Ordinal)) key = key[..^ViaLink.Length].TrimEnd();
        return key;
    }
}
