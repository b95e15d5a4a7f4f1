using System.Text.Json;
using Azure;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>The run's own row.</summary>
/// <param name="Run">The run.</param>
/// <param name="LastEvent">The number of its last event.</param>
/// <param name="Turns">How many turns it has.</param>
/// <param name="Asked">How many requirements it has had.</param>
/// <param name="Token">Who made it: tells a creation whose answer was lost from somebody else's.</param>
/// <param name="Staged">Changes too large for one transaction whose rows count: others' rows that bear a mark do not.</param>
/// <param name="SessionState">While the run is pending, the state that its session begins with if it is new.</param>
/// <param name="Redo">Rows that count instead of those in their places.</param>
internal sealed record RunHead(
    RunRecord Run, long LastEvent = 0, int Turns = 0, int Asked = 0, string? Token = null, IReadOnlyList<string>? Staged = null,
    JsonElement? SessionState = null,
    RedoPlace? Redo = null)
{
    /// <summary>Whether a row with this mark counts.</summary>
    public bool Shows(string? mark) => mark is null || Staged?.Contains(mark) == true;
}

/// <summary>A requirement with its place in the order of the run's, and how many audit entries it has.</summary>
internal sealed record AskedRow(RequirementRecord Record, int Number, long Audits);

/// <summary>A session's turn with its place in the order of the run's.</summary>
internal sealed record TurnRow(SessionTurn Turn, int Number);

/// <summary>An audit entry with its position among all of the store.</summary>
internal sealed record AuditRow(AuditEntry Entry, long Position);

/// <summary>What every change of a run looks at, as of one version of the run's row. Rows by their keys.</summary>
internal sealed record RunState(
    RunHead Head,
    ETag? Version,
    SortedDictionary<string, MemberRunRecord> Agents,
    SortedDictionary<string, AskedRow> Asked,
    SortedDictionary<string, TurnRow> Turns,
    SortedDictionary<string, WorkRecord> Work)
{
    /// <summary>A run that is not stored yet.</summary>
    public static RunState New(RunRecord run, string token, JsonElement? sessionState = null) => new(
        new RunHead(run, Token: token, SessionState: sessionState), null, new(StringComparer.Ordinal),
        new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    /// <summary>A copy that can be changed.</summary>
    public RunState Copy() => this with
    {
        Agents = new(Agents, StringComparer.Ordinal),
        Asked = new(Asked, StringComparer.Ordinal),
        Turns = new(Turns, StringComparer.Ordinal),
        Work = new(Work, StringComparer.Ordinal),
    };
}
