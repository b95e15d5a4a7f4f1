using System.Globalization;
using DurableTeams.AzureTables.RunStore.Rows;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Rules;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>
/// The rows of a run's partition. The rows that every change reads sort first, so that one query reads them: the run (a), its
/// member runs (b), requirements (c), turns (d) and work (dw). Then follow events (e), their keys (k), messages (m), audit
/// entries (u), their keys (v), and claims (w).
/// </summary>
internal static class RunKeys
{
    /// <summary>The run's own row.</summary>
    public const string Run = "a";

    /// <summary>The end of the rows that every change reads.</summary>
    public const string ControlEnd = "e";

    /// <summary>Where events begin, and end.</summary>
    public const string Events = "e", EventsEnd = "f";

    /// <summary>A member run.</summary>
    /// <exception cref="ArgumentException">The id is not one of this run's.</exception>
    public static string Agent(string runId, string id) => "b" + Position(runId, id);

    /// <summary>The position in a member run's key.</summary>
    public static string PositionOf(string agentKey) => agentKey[1..];

    /// <summary>A turn of a session.</summary>
    public static string Turn(string runId, string id) => "d" + Position(runId, id);

    /// <summary>The beginning of the keys of work; no position begins with it.</summary>
    public const string Works = "dw";

    /// <summary>The work of a member run.</summary>
    /// <exception cref="ArgumentException">The id is not one of this run's.</exception>
    public static string Work(string runId, string id) => Works + Position(runId, id);

    /// <summary>A requirement.</summary>
    /// <exception cref="ArgumentException">The id is not one of this run's.</exception>
    public static string Requirement(string runId, string id) => "c" + KeyText.Of(Local(runId, id));

    /// <summary>An event.</summary>
    public static string Event(long sequence) => "e" + KeyText.Of(sequence);

    /// <summary>The key that makes an event unique.</summary>
    public static string EventKey(string key) => "k" + KeyText.Hash(key);

    /// <summary>The beginning of the keys of a member run's messages.</summary>
    public static string Messages(string position) => $"m{position}-";

    /// <summary>A message.</summary>
    public static string Message(string position, int turn, int slot) =>
        $"{Messages(position)}{KeyText.Of(turn)}-{KeyText.Of(slot)}";

    /// <summary>The beginning of the keys of a requirement's audit entries.</summary>
    public static string Audits(string runId, string id) => "u" + KeyText.Of(Local(runId, id));

    /// <summary>An audit entry.</summary>
    public static string Audit(string runId, string id, long sequence) => KeyText.Join(Audits(runId, id), KeyText.Of(sequence));

    /// <summary>The key that makes an audit entry unique.</summary>
    public static string AuditKey(string id, string key) => "v" + KeyText.Hash($"{id} {key}");

    /// <summary>A claim.</summary>
    public static string Claim(string key) => "w" + KeyText.Hash(key);

    /// <summary>
    /// Where a member run stands, so that positions sort number by number; null if the id is not one of this run's.
    /// </summary>
    public static string? FindPosition(string runId, string id)
    {
        if (id.Length <= runId.Length + 1 || !id.StartsWith(runId, StringComparison.Ordinal) || id[runId.Length] != '.')
            return null;
        var parts = id[(runId.Length + 1)..].Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            var digits = parts[i];
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || (digits[0] == '0' && digits.Length > 1))
                return null;
            parts[i] = KeyText.Of(number);
        }

        return string.Join('.', parts);
    }

    /// <summary>Where a member run stands.</summary>
    /// <exception cref="ArgumentException">The id is not one of this run's.</exception>
    public static string Position(string runId, string id) => FindPosition(runId, id)
        ?? throw new ArgumentException($"\"{id}\" is not the id of a member run of run {runId}.", nameof(id));

    /// <summary>The part of a requirement's id after the run's id.</summary>
    /// <exception cref="ArgumentException">The id is not one of this run's.</exception>
    public static string Local(string runId, string id) =>
        id.Length > runId.Length + 1 && id.StartsWith(runId, StringComparison.Ordinal) && id[runId.Length] == '.'
            ? id[(runId.Length + 1)..]
            : throw new ArgumentException($"\"{id}\" is not the id of a requirement of run {runId}.", nameof(id));

    /// <summary>The run of a requirement, or null if this is not the id of one.</summary>
    public static string? RunOfRequirement(string id)
    {
        var runId = RunIds.RunOf(id);
        return runId.Length > 0 && id.Length > runId.Length + 1 ? runId : null;
    }

    /// <summary>Checks that a change keeps to its run.</summary>
    /// <exception cref="ArgumentException">It does not, or something in it is not as it must be.</exception>
    public static void Check(RunChange change) =>
        RunChangeCheck.Check(change, id => Position(change.RunId, id), id => Local(change.RunId, id));
}
