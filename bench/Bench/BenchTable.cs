namespace DurableTeams.Bench;

/// <summary>Measurements as an aligned table of text.</summary>
internal sealed class BenchTable(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row, one cell for each column.</summary>
    public BenchTable Row(params string[] cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"{columns.Length} cells are needed.", nameof(cells));
        _rows.Add(cells);
        return this;
    }

    /// <summary>The first column to the left, numbers to the right.</summary>
    public override string ToString()
    {
        string[][] lines = [columns, .. _rows];
        var widths = columns.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        var rule = string.Join("  ", widths.Select(width => new string('-', width)));
        return string.Join(Environment.NewLine, [title, Line(columns), rule, .. _rows.Select(Line)]);

        string Line(string[] cells) =>
            string.Join(
                "  ", cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])));
    }
}
