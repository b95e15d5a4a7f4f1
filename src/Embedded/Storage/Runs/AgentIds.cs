using System.Globalization;
using System.Text;
using DurableTeams.Runs;

namespace DurableTeams.Embedded.Storage;

/// <summary>
/// Ids of agent runs as they are stored: the position alone within the run's own rows. A reference may also point to
/// another run's agent run, and is then kept in full, behind a mark.
/// </summary>
internal static class AgentIds
{
    private const char Foreign = '=';

    /// <summary>The position of an agent run of this run, or null if the id is not one.</summary>
    public static int? Find(string runId, string id)
    {
        if (id.Length <= runId.Length + 1 || !id.StartsWith(runId, StringComparison.Ordinal) || id[runId.Length] != '.') return null;
        return int.TryParse(id.AsSpan(runId.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && RunIds.Member(runId, position) == id ? position : null;
    }

    /// <summary>The position of an agent run of this run.</summary>
    /// <exception cref="ArgumentException">The id is not one of this run's.</exception>
    public static int Position(string runId, string id) =>
        Find(runId, id) ?? throw new ArgumentException($"\"{id}\" is not the id of an agent run of run {runId}.", nameof(id));

    /// <summary>A reference to an agent run of this or another run.</summary>
    public static SqlValue Reference(string runId, string? id) =>
        id is null ? SqlValue.Null : Find(runId, id) is { } position ? position : Foreign + id;

    /// <summary>The id a reference points to, or null.</summary>
    public static string? ReadReference(Rows rows, int column, string runId)
    {
        if (rows.IsNull(column)) return null;
        var bytes = rows.GetBytes(column);
        var text = Encoding.UTF8.GetString(bytes);
        return text[0] == Foreign ? text[1..] : $"{runId}.{text}";
    }
}
