using System.Text.Json.Serialization;

namespace DurableTeams.Live;

/// <summary>What a model wrote since its reader last looked: live, and never recorded.</summary>
/// <param name="Type"><c>ContentDelta</c>, <c>ReasoningDelta</c> or <c>ToolCallDelta</c>.</param>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The member run.</param>
/// <param name="MemberId">The member; null for the leader of the run.</param>
/// <param name="At">When it was read.</param>
/// <param name="Data">Where it belongs, and the text.</param>
public sealed record LiveDelta(
    string Type, string RunId, string MemberRunId, string? MemberId, DateTimeOffset At, LiveDeltaData Data);

/// <summary>Where a delta belongs, and its text.</summary>
/// <param name="Turn">The turn of the member run, from 1.</param>
/// <param name="Attempt">Which try of the turn, from 1. A higher number begins anew: what came before it counts no more.</param>
/// <param name="Offset">How many characters (UTF-16) of this text came before, in this try. 0 begins anew.</param>
/// <param name="Text">The next characters: of the answer, of the thoughts, or of the arguments of a call (JSON as a
/// whole).</param>
/// <param name="Index">The place of the call in its turn, from 0; null where the text is no call's.</param>
/// <param name="CallId">The call's id, where the provider has named it.</param>
/// <param name="Name">The tool, likewise.</param>
public sealed record LiveDeltaData(
    int Turn,
    int Attempt,
    int Offset,
    string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Index = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CallId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null);
