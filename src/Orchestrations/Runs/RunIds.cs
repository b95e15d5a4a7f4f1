using System.Globalization;

namespace DurableTeams.Runs;

/// <summary>
/// The ids of everything in a run, made of the run's id and positions in it, so that they are the same however often the
/// run is replayed: agent run <c>{runId}.{n}</c> (0 is the leader's, 1, 2, … the delegations in order), requirement
/// <c>{memberRunId}-{turn}-{call}</c>. A run id has neither a dot nor more than 40 characters, so that every instance id
/// stays under the 100 of the Durable Task Scheduler.
/// </summary>
public static class RunIds
{
    /// <summary>The leader's agent run.</summary>
    public static string Leader(string runId) => Member(runId, 0);

    /// <summary>The n-th delegation of a run.</summary>
    public static string Member(string runId, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{runId}.{ordinal}");

    /// <summary>The requirement of a call.</summary>
    public static string Requirement(string memberRunId, int turn, int call) =>
        string.Create(CultureInfo.InvariantCulture, $"{memberRunId}-{turn}-{call}");

    /// <summary>The run that an agent run's or a requirement's id belongs to.</summary>
    public static string RunOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? id : id[..dot];
    }
}
