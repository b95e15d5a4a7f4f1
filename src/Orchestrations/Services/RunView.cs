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
/// <param name="Text">As the model wrote it.</param>
/// <param name="Data">Parsed, where the team declares a schema for it.</param>
public sealed record RunOutputView(string Text, JsonElement? Data);

/// <summary>A member's run as clients read it; why its model stopped when it last answered is said in <see cref="FinishReasons"/>.</summary>
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
/// <param name="CallId">The model's id of it.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">What it is called with: the model's arguments, or those a person replaced them with.</param>
/// <param name="Status"><c>running paused completed failed rejected cancelled</c>.</param>
/// <param name="Result">What it answered.</param>
/// <param name="Error">Why it failed or was not run.</param>
/// <param name="Attempts">How often it was tried.</param>
public sealed record ToolCallView(
    string CallId, string Name, JsonElement Arguments, string Status, string? Result, string? Error, int Attempts);
