using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Ids;

/// <summary>
/// The ids of everything in a run. They are made of the run's id and positions in the run, so they are the same in every
/// replay. A member run is <c>{runId}.{n}</c>: 0 is the leader's, 1, 2, … are the members' in the order in which they start. A
/// nested team's members are <c>{runId}.{n}.1</c>, <c>.2</c> …. A requirement is <c>{memberRunId}-{turn}-{call}</c>. A run id
/// has no dot and at most 40 characters, so every instance id stays under the 100 characters of the Durable Task Scheduler.
/// </summary>
public static class RunIds
{
    private const string WorkMark = "-w";

    /// <summary>The leader's member run.</summary>
    public static string Leader(string runId) => Member(runId, 0);

    /// <summary>The n-th member run that a run starts.</summary>
    public static string Member(string runId, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{runId}.{ordinal}");

    /// <summary>The n-th member run that a team starts, from 1.</summary>
    /// <param name="leader">The team's own member run: the run's leader, or a nested team's.</param>
    /// <param name="ordinal">The number of the member run.</param>
    public static string Child(string leader, int ordinal)
    {
        var run = RunOf(leader);
        return Member(leader == Leader(run) ? run : leader, ordinal);
    }

    /// <summary>
    /// The n-th question, from 1, about a call that was already to be made: whether it was made, or whether it may still be
    /// made.
    /// </summary>
    public static string UnknownOutcome(CallReference call, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(call);
        return string.Create(CultureInfo.InvariantCulture, $"{Requirement(call.MemberRunId, call.Turn, call.Index)}-u{ordinal}");
    }

    /// <summary>
    /// The work of a remote member run. The work keeps its id when it is given away again, and when the run is retried.
    /// </summary>
    public static string Work(string memberRunId) => memberRunId + WorkMark;

    /// <summary>The member run of a work; null where this is no work's id.</summary>
    public static string? MemberRunOfWork(string workId)
    {
        ArgumentNullException.ThrowIfNull(workId);
        return workId.EndsWith(WorkMark, StringComparison.Ordinal) && workId.Contains('.', StringComparison.Ordinal)
            ? workId[..^WorkMark.Length]
            : null;
    }

    /// <summary>The question that a worker asks under an id of its own; the same id is the same question.</summary>
    public static string WorkQuestion(string memberRunId, string id) =>
        $"{memberRunId}-ask-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 8))}";

    /// <summary>The own member run of the team that started this member run; null for the run's leader.</summary>
    public static string? ParentOf(string memberRunId)
    {
        var run = RunOf(memberRunId);
        if (memberRunId == Leader(run)) return null;
        var parent = memberRunId[..memberRunId.LastIndexOf('.')];
        return parent == run ? Leader(run) : parent;
    }

    /// <summary>A member run and the teams around it, from the inside out, without the run's leader.</summary>
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
