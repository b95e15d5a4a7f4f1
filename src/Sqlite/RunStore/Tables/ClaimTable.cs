using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.RunStore.Tables;

/// <summary>Calls that must not be made twice and have gone out.</summary>
internal static class ClaimTable
{
    /// <summary>Claims a call's attempt; false if it is claimed.</summary>
    public static bool TryClaim(WriteSession session, RunRow run, string key) =>
        session.Statement("INSERT INTO claims (run, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING").Execute(run.Id, key) > 0;
}
