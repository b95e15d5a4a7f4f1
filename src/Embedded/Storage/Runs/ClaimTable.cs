using DurableTeams.Storage;

namespace DurableTeams.Embedded.Storage;

/// <summary>Calls that may have been made and whose results are not recorded yet.</summary>
internal static class ClaimTable
{
    /// <summary>Claims a call; false if it is claimed.</summary>
    public static bool TryClaim(WriteSession session, RunRow run, CallReference call, DateTimeOffset at) => session.Statement(
            "INSERT INTO claims (run, agent, turn, call, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")
        .Execute(run.Id, AgentIds.Position(run.RunId, call.MemberRunId), call.Turn, call.Index, StoredTime.Write(at)) > 0;

    /// <summary>Gives a claim up.</summary>
    public static void Release(WriteSession session, RunRow run, CallReference call) =>
        session.Statement("DELETE FROM claims WHERE run = ?1 AND agent = ?2 AND turn = ?3 AND call = ?4")
            .Execute(run.Id, AgentIds.Position(run.RunId, call.MemberRunId), call.Turn, call.Index);
}
