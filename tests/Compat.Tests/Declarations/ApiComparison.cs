namespace DurableTeams.Compat.Tests.Declarations;

public static class ApiComparison
{
    /// <summary>What is declared but not official, one line each. Declaring less than is official is fine.</summary>
    public static IReadOnlyList<string> Differences(
        IEnumerable<ApiType> declared, IReadOnlyDictionary<string, ApiType> official) =>
        [.. declared.SelectMany(type => official.TryGetValue(type.FullName, out var original)
            ? Differences(type, original)
            : [$"{type.FullName}: no such official type"])];

    /// <summary>Official abstract members that are not declared: who implements the type would not compile officially.</summary>
    public static IReadOnlyList<string> MissingAbstractMembers(
        IEnumerable<ApiType> declared, IReadOnlyDictionary<string, ApiType> official) =>
        [.. from type in declared
            where official.ContainsKey(type.FullName)
            from member in official[type.FullName].Members
            where member.Contains(" abstract ", StringComparison.Ordinal) && !type.Members.Contains(member)
            select $"{type.FullName}: {member}"];

    private static IEnumerable<string> Differences(ApiType declared, ApiType original)
    {
        if (declared.Kind != original.Kind)
            yield return $"{declared.FullName}: is a '{declared.Kind}', officially a '{original.Kind}'";
        foreach (var surplus in declared.Bases.Except(original.Bases))
            yield return $"{declared.FullName}: is not a {surplus} officially";
        foreach (var lacking in original.Bases.Except(declared.Bases).Except(declared.ImpliedBases))
            yield return $"{declared.FullName}: is not a {lacking}, officially it is";
        foreach (var member in declared.Members.Except(original.Members))
            yield return $"{declared.FullName}: not official: {member}";
    }
}
