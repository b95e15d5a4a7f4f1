namespace DurableTeams.Definitions.Checks;

/// <summary>
/// Collects what is wrong with one definition. Places are paths with slashes (<c>members/0/model</c>); a reader says on
/// which line each is, and which could not be read at all, so that a later check of such a place stays silent.
/// </summary>
/// <param name="file">The file, or the team id of a definition made in code.</param>
internal sealed class Findings(string file)
{
    private const int Most = 200;
    private readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> broken = new(StringComparer.Ordinal);
    private readonly HashSet<DefinitionError> seen = [];
    private int left;

    /// <summary>What was found, by line.</summary>
    public IReadOnlyList<DefinitionError> Errors =>
    [
        .. seen.OrderBy(e => e.Line),
        .. left > 0 ? new[] { new DefinitionError(file, seen.Max(e => e.Line), $"and {left} more like these") } : [],
    ];

    /// <summary>Whether nothing was found.</summary>
    public bool None => seen.Count == 0;

    /// <summary>The file.</summary>
    public string File => file;

    /// <summary>Says on which line a place is.</summary>
    public void Locate(string path, int line) => lines.TryAdd(path, line);

    /// <summary>The line of a place, or of the nearest place around it; 0 where there are no lines.</summary>
    public int LineOf(string path)
    {
        while (!lines.ContainsKey(path) && path.Length > 0) path = Parent(path);
        return lines.GetValueOrDefault(path);
    }

    /// <summary>Reports what is wrong at a place, unless it could not be read to begin with.</summary>
    public void Report(string path, string reason)
    {
        if (!IsBroken(path)) ReportAt(LineOf(path), reason);
    }

    /// <summary>Reports a place that could not be read.</summary>
    public void ReportBroken(string path, int line, string reason)
    {
        broken.Add(path);
        ReportAt(line, reason);
    }

    /// <summary>Keeps later checks of a place silent: it was reported elsewhere.</summary>
    public void Break(string path) => broken.Add(path);

    /// <summary>Reports what is wrong on a line; 0 for the file as a whole.</summary>
    public void ReportAt(int line, string reason)
    {
        var error = new DefinitionError(file, line, reason);
        if (seen.Count < Most) seen.Add(error);
        else if (!seen.Contains(error)) left++;
    }

    /// <summary>Whether a place, or one around it, could not be read.</summary>
    public bool IsBroken(string path)
    {
        if (broken.Count == 0) return false;
        for (; path.Length > 0; path = Parent(path))
        {
            if (broken.Contains(path)) return true;
        }

        return false;
    }

    private static string Parent(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : string.Empty;
}
