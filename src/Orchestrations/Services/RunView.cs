using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Storage.Records;

namespace DurableTeams.Services;

/// <summary>A run as clients read it.</summary>
public sealed record RunView(
    string RunId,
    string TeamId,
    string SessionId,
    string? UserId,
    string? ParentRunId,
    RunStatus Status,
    string Input,
    RunOutputView? Output,
    IReadOnlyList<RequirementView> Requirements,
    IReadOnlyList<MemberRunView> Members,
    string? ActiveAgent,
    JsonElement? State,
    Usage Usage,
    RunError? Error,
    JsonElement? Metadata,
    string DefinitionVersion,
    string TraceId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? CompletedAt);

/// <summary>An answer.</summary>
/// <param name="Text">The answer as the model wrote it.</param>
/// <param name="Data">The answer parsed, where the team declares a schema; of a negotiation without one, the content of each
/// section that was made.</param>
public sealed record RunOutputView(string Text, JsonElement? Data);

/// <summary>A member run as clients read it. <see cref="FinishReasons"/> has the reasons why its model stopped.</summary>
public sealed record MemberRunView(
    string MemberRunId,
    string MemberId,
    string ParentRunId,
    int Spawn,
    string? Task,
    RunStatus Status,
    string? Output,
    Usage Usage,
    IReadOnlyList<ToolCallView> Tools,
    RunError? Error,
    DateTimeOffset StartedAt,
    DateTimeOffset? CompletedAt,
    string? FinishReason);

/// <summary>A tool call as clients read it.</summary>
/// <param name="CallId">The model's id of the call.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The model's arguments, or the arguments that a person put in their place.</param>
/// <param name="Status"><c>running paused completed failed rejected cancelled</c>.</param>
/// <param name="Result">The result of the tool.</param>
/// <param name="Error">Why the call failed or was not made.</param>
/// <param name="Attempts">How often the call was tried.</param>
public sealed record ToolCallView(
    string CallId, string Name, JsonElement Arguments, string Status, string? Result, string? Error, int Attempts);
