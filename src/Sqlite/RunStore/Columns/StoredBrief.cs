using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>The parts of a brief besides the call that holds the task, as JSON with short ids; most briefs have none.</summary>
internal static class StoredBrief
{
    private static readonly Brief Empty = new();

    /// <summary>The text; null where the brief has only the call.</summary>
    public static string? Write(string runId, Brief? brief)
    {
        if (brief is null) return null;
        var rest = brief with { Call = null };
        return brief.Call is not null && rest == Empty
            ? null
            : StoredJson.Write(WithIds(rest, id => MemberRunIds.Shorten(runId, id)));
    }

    /// <summary>The brief; null where there is neither text nor call.</summary>
    public static Brief? Read(Rows rows, int column, string runId, CallReference? call)
    {
        var rest = StoredJson.Read<Brief>(rows, column);
        if (rest is null) return call is null ? null : new Brief { Call = call };
        return WithIds(rest, id => MemberRunIds.Lengthen(runId, id)) with { Call = call };
    }

    private static Brief WithIds(Brief brief, Func<string?, string?> change) => brief with
    {
        InputOf = change(brief.InputOf),
        SubtaskOf = change(brief.SubtaskOf),
        SummaryOf = change(brief.SummaryOf),
        Show = brief.Show?.Select(id => change(id)!).ToArray(),
        Transfer = brief.Transfer is { } transfer ? transfer with { MemberRunId = change(transfer.MemberRunId)! } : null,
    };
}
