using System.Text.Json.Serialization;
using DurableTeams.Json;

namespace DurableTeams.Storage.Records;

/// <summary>
/// The tool that a call was bound to when its agent made the call. The call goes to that tool and to no other. The name that an
/// agent calls is not enough, since a team file, a server or a deployment may change what the name means.
/// </summary>
/// <param name="Source">The kind of tool.</param>
/// <param name="Entry">The entry of the team file, or the function's name.</param>
/// <param name="Tool">The tool's name at its MCP server; null for other kinds.</param>
/// <param name="Server">Lower-case hex SHA-256 of the address as the team file writes it; null where there is none.</param>
/// <param name="Schema">SHA-256 (see <see cref="CanonicalJson"/>) of the JSON Schema of the tool's arguments.</param>
/// <param name="Gate">What a person was asked about the call; null where nobody was asked.</param>
public sealed record ToolBinding(
    ToolSource Source, string Entry, string? Tool, string? Server, string Schema, RequirementKind? Gate = null)
{
    /// <summary>Whether a predicate in code was asked if the call is gated; <see cref="Gate"/> is its answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Judged { get; init; }

    /// <summary>What hooks said of the call when it was made; null where no hook was asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HookedCall? Hooked { get; init; }
}

/// <summary>What hooks said of a call before it was made.</summary>
/// <param name="Did">What the hook did that decides; null where every hook let the call pass.</param>
/// <param name="Hook">That hook.</param>
/// <param name="Reason">Its reason.</param>
public sealed record HookedCall(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Did = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Hook = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null);
