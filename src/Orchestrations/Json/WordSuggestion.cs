namespace DurableTeams.Json;

/// <summary>Suggests the word that somebody probably meant.</summary>
public static class WordSuggestion
{
    // All keys of a team file, and some more.
    private const int MostShown = 30;

    /// <summary><c>; did you mean 'x'?</c>; the valid words where none is near; or that there are none.</summary>
    public static string Hint(string word, IEnumerable<string> valid)
    {
        var words = valid.Take(500).ToList();
        var best = words.Select(w => (Word: w, Distance: Begins(word, w) ? 0 : Distance(word, w)))
            .OrderBy(p => p.Distance).ThenBy(p => p.Word, StringComparer.Ordinal).FirstOrDefault();
        if (best.Word is not null && best.Distance <= Math.Max(1, best.Word.Length / 3)) return $"; did you mean '{best.Word}'?";
        return words.Count switch
        {
            0 => "; there are none",
            <= MostShown => $"; valid here: {string.Join(", ", words)}",
            _ => $"; valid here: {string.Join(", ", words.Take(MostShown))} and {words.Count - MostShown} more",
        };
    }

    private static bool Begins(string word, string valid) =>
        word.Length >= 4 && valid.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    // The number of edits; two swapped neighbours are one edit, and case does not count.
    private static int Distance(string a, string b)
    {
        if (a.Length > 64 || Math.Abs(a.Length - b.Length) > 8) return int.MaxValue;
        var (before, last, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
