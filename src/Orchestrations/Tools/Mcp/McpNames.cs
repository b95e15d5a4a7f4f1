namespace DurableTeams.Tools.Mcp;

/// <summary>The names under which models call the tools of an MCP server.</summary>
internal static class McpNames
{
    private const int MaxLength = 64;

    /// <summary>
    /// The name in the form that every model provider accepts: letters, digits, <c>_</c> and <c>-</c>, at most 64.
    /// </summary>
    public static string Safe(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return safe.Length switch { 0 => "_", > MaxLength => safe[..MaxLength], _ => safe };
    }

    /// <summary>The name with the entry's name before it, for a name that is taken.</summary>
    public static string Prefixed(string entry, string name) => Safe($"{entry}_{name}");

    /// <summary>Whether a tool of an entry may have been offered under a name, whatever other tools were offered.</summary>
    public static bool MayBe(string entry, string name, string offered)
    {
        if (offered == Safe(name) || offered == Prefixed(entry, name)) return true;
        var number = offered.LastIndexOf('_');
        if (number < 0 || !int.TryParse(offered.AsSpan(number + 1), out _)) return false;
        var prefixed = Prefixed(entry, name);
        return offered[..number] == prefixed[..Math.Min(prefixed.Length, MaxLength - (offered.Length - number))];
    }

    /// <summary>A free name: the tool's own, else the prefixed one, else the prefixed one with a number.</summary>
    public static string Free(string entry, string name, Func<string, bool> isTaken)
    {
        var free = Safe(name);
        if (!isTaken(free)) return free;
        var prefixed = free = Prefixed(entry, name);
        for (var number = 2; isTaken(free); number++)
        {
            var suffix = FormattableString.Invariant($"_{number}");
            free = prefixed[..Math.Min(prefixed.Length, MaxLength - suffix.Length)] + suffix;
        }

        return free;
    }
}
