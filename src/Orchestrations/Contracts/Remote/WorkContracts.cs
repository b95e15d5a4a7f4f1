using System.Text.Json.Serialization;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Contracts.Remote;

/// <summary>The input of the activities that begin the work of a remote member run, and look at it.</summary>
/// <param name="Agent">The member run.</param>
internal sealed record WorkInput(AgentRef Agent);

/// <summary>How work stands, as far as its orchestration must know.</summary>
/// <param name="Told">How many changes of the work the orchestration has learned of; it waits for the next.</param>
/// <param name="Paused">Whether the member run waits for a person.</param>
/// <param name="Push">The number of the attempt that is to be sent to the address now; 0 for none.</param>
/// <param name="Ended">Whether the work has ended already, so that there is nothing to wait for.</param>
/// <param name="A2A">Whether an A2A agent does the work, so that whoever talks with it learns of changes.</param>
/// <param name="Result">How the member run ended; null while the work goes on.</param>
internal sealed record WorkStanding(
    int Told,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Paused = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Push = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Ended = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool A2A = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MemberRunResult? Result = null);

/// <summary>The input of the orchestration that sends work to an address, and of each of its attempts.</summary>
/// <param name="RunId">The run.</param>
/// <param name="WorkId">The work.</param>
/// <param name="Number">The number of the attempt to get the work done.</param>
/// <param name="Attempt">Which request of it, from 1.</param>
internal sealed record PushInput(
    string RunId,
    string WorkId,
    int Number,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Attempt = 0);
