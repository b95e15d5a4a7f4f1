using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Columns;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Sqlite.RunStore;

/// <summary>Pauses of member runs and of runs.</summary>
internal sealed class RunPauses(EventLog events)
{
    /// <summary>Pauses a member run whose questions are all still open, and the run if nothing in it can go on.</summary>
    public PauseResult Pause(WriteSession session, RunRow run, SqlValue agent, IReadOnlyList<string> requirements, DateTimeOffset at)
    {
        if (run.Status.IsFinal() || MemberRunTable.FindStatus(session, run.Id, agent) is not { } status || status.IsFinal()
            || !requirements.All(id => RequirementTable.Find(session, id) is { Status: RequirementStatus.Pending }))
            return new PauseResult(false, null);

        // Done a second time, it must answer as the first time, when its answer may have been lost.
        if (status == RunStatus.Paused && run.Status == RunStatus.Paused) return new PauseResult(true, run.Pauses);
        MemberRunTable.SetStatus(session, run.Id, agent, status, RunStatus.Paused);
        RunTable.Touch(session, run.Id, at);
        return new PauseResult(true, Apply(session, run, at));
    }

    /// <summary>Pauses the run if the rule says so; returns which pause that began, or null.</summary>
    public int? Apply(WriteSession session, RunRow run, DateTimeOffset at)
    {
        if (run.Status is not (RunStatus.Pending or RunStatus.Running)) return null;
        if (!PauseRule.IsPaused(MemberRunTable.ListForPause(session, run))) return null;
        var pause = run.Pauses + 1;
        RunTable.Pause(session, run.Id, pause);
        var data = StoredJson.Element(new PausedData(RequirementTable.ListPendingIds(session, run)));
        events.Append(session, run, at, new RunEventDraft($"run:paused:{pause}", RunEventTypes.RunPaused, Data: data));
        return pause;
    }

    private sealed record PausedData(IReadOnlyList<string> Requirements);
}
