namespace DurableTeams.Definitions.Checks;

/// <summary>
/// Collects the errors of one definition. Places are paths with slashes (<c>members/0/model</c>). A reader gives the line of
/// each place, and marks places that could not be read, so that a later check of such a place stays silent.
/// </summary>
/// <param name="file">The file, or the team id of a definition made in code.</param>
internal sealed class Findings(string file)
{
    private const int Most = 200;
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private readonly HashSet<DefinitionError> _seen = [];
    private int _left;

    /// <summary>The errors, by line.</summary>
    public IReadOnlyList<DefinitionError> Errors =>
    [
        .. _seen.OrderBy(e => e.Line),
        .. _left > 0 ? new[] { new DefinitionError(file, _seen.Max(e => e.Line), $"and {_left} more like these") } : [],
    ];

    /// <summary>Whether there is no error.</summary>
    public bool None => _seen.Count == 0;

    /// <summary>The file.</summary>
    public string File => file;

    /// <summary>Sets the line of a place.</summary>
    public void Locate(string path, int line) => _lines.TryAdd(path, line);

    /// <summary>The line of a place, or of the nearest place around it; 0 where there are no lines.</summary>
    public int LineOf(string path)
    {
        while (!_lines.ContainsKey(path) && path.Length > 0) path = Parent(path);
        return _lines.GetValueOrDefault(path);
    }

    /// <summary>Reports the error of a place, unless the place could not be read.</summary>
    public void Report(string path, string reason)
    {
        if (!IsBroken(path)) ReportAt(LineOf(path), reason);
    }

    /// <summary>Reports a place that could not be read.</summary>
    public void ReportBroken(string path, int line, string reason)
    {
        _broken.Add(path);
        ReportAt(line, reason);
    }

    /// <summary>Keeps later checks of a place silent, since its error was reported elsewhere.</summary>
    public void Break(string path) => _broken.Add(path);

    /// <summary>Reports the error of a line; 0 for the file as a whole.</summary>
    public void ReportAt(int line, string reason)
    {
        var error = new DefinitionError(file, line, reason);
        if (_seen.Count < Most) _seen.Add(error);
        else if (!_seen.Contains(error)) _left++;
    }

    /// <summary>Whether a place, or one around it, could not be read.</summary>
    public bool IsBroken(string path)
    {
        if (_broken.Count == 0) return false;
        for (; path.Length > 0; path = Parent(path))
        {
            if (_broken.Contains(path)) return true;
        }

        return false;
    }

    private static string Parent(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : string.Empty;
}
