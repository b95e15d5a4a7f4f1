using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Services;

/// <summary>A run as lists show it. <c>GET runs/{runId}</c> has the whole run.</summary>
public sealed record RunSummaryView(
    string RunId,
    string TeamId,
    string SessionId,
    string? UserId,
    string? ParentRunId,
    RunStatus Status,
    string Input,
    RunOutputView? Output,
    IReadOnlyList<RequirementIdView> Requirements,
    RequirementCountsView RequirementCounts,
    string? ActiveAgent,
    Usage Usage,
    RunError? Error,
    JsonElement? Metadata,
    string DefinitionVersion,
    string TraceId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? CompletedAt);

/// <summary>A requirement that is pending.</summary>
/// <param name="RequirementId">Its id.</param>
public sealed record RequirementIdView(string RequirementId);

/// <summary>How many requirements a run has had.</summary>
/// <param name="Pending">Those that wait for a decision.</param>
/// <param name="Total">All.</param>
public sealed record RequirementCountsView(int Pending, int Total);
