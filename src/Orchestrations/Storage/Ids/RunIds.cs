using System.Globalization;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Ids;

/// <summary>
/// The ids of everything in a run, made of the run's id and positions in it, so that they are the same however often the
/// run is replayed: member run <c>{runId}.{n}</c> (0 is the leader's, 1, 2, … the members' in the order they start), a nested
/// team's members <c>{runId}.{n}.1</c>, <c>.2</c> …, requirement <c>{memberRunId}-{turn}-{call}</c>. A run id has neither a
/// dot nor more than 40 characters, so that every instance id stays under the 100 of the Durable Task Scheduler.
/// </summary>
public static class RunIds
{
    /// <summary>The leader's member run.</summary>
    public static string Leader(string runId) => Member(runId, 0);

    /// <summary>The n-th member run that a run starts.</summary>
    public static string Member(string runId, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{runId}.{ordinal}");

    /// <summary>The n-th member run that a team starts, from 1.</summary>
    /// <param name="leader">The team's own member run: the run's leader, or a nested team's.</param>
    /// <param name="ordinal">Which.</param>
    public static string Child(string leader, int ordinal)
    {
        var run = RunOf(leader);
        return Member(leader == Leader(run) ? run : leader, ordinal);
    }

    /// <summary>The n-th question, from 1, about a call that was to be made already: whether it was made, or may be made still.</summary>
    public static string UnknownOutcome(CallReference call, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(call);
        return string.Create(CultureInfo.InvariantCulture, $"{Requirement(call.MemberRunId, call.Turn, call.Index)}-u{ordinal}");
    }

    /// <summary>The own member run of the team that started this one; null for the run's leader.</summary>
    public static string? ParentOf(string memberRunId)
    {
        var run = RunOf(memberRunId);
        if (memberRunId == Leader(run)) return null;
        var parent = memberRunId[..memberRunId.LastIndexOf('.')];
        return parent == run ? Leader(run) : parent;
    }

    /// <summary>A member run and the teams it is in, outwards, the run's leader left out.</summary>
    public static IEnumerable<string> Lineage(string memberRunId)
    {
        for (var id = memberRunId; ParentOf(id) is { } parent; id = parent) yield return id;
    }

    /// <summary>The requirement of a call.</summary>
    public static string Requirement(string memberRunId, int turn, int call) =>
        string.Create(CultureInfo.InvariantCulture, $"{memberRunId}-{turn}-{call}");

    /// <summary>The run that a member run's or a requirement's id belongs to.</summary>
    public static string RunOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? id : id[..dot];
    }

    /// <summary>Whether a member run is this team's own or one below it.</summary>
    public static bool IsWithin(string memberRunId, string leader)
    {
        ArgumentNullException.ThrowIfNull(memberRunId);
        ArgumentNullException.ThrowIfNull(leader);
        return leader == Leader(RunOf(leader))
            ? RunOf(memberRunId) == RunOf(leader)
            : memberRunId == leader || memberRunId.StartsWith(leader + ".", StringComparison.Ordinal);
    }
}
