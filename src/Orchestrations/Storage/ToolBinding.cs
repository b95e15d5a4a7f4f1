namespace DurableTeams.Storage;

/// <summary>
/// What a call was bound to when its agent made it. That and nothing else is ever called: names that agents call tools by are
/// a team's, a server's and a deployment's to change.
/// </summary>
/// <param name="Source">What kind of tool it is.</param>
/// <param name="Entry">The entry of the team file, or the function's name.</param>
/// <param name="Tool">The tool's name at its MCP server; null for other kinds.</param>
/// <param name="Server">Lower-case hex SHA-256 of the address as the team file writes it; null where there is none.</param>
/// <param name="Schema">SHA-256 (see <see cref="CanonicalJson"/>) of the JSON Schema of its arguments.</param>
/// <param name="Gate">What a person was asked about the call; null where nobody was.</param>
public sealed record ToolBinding(ToolSource Source, string Entry, string? Tool, string? Server, string Schema, RequirementKind? Gate = null);

/// <summary>Where tools come from.</summary>
public enum ToolSource
{
    /// <summary>An HTTP endpoint of the team file.</summary>
    Http,

    /// <summary>A registered .NET function.</summary>
    Function,

    /// <summary>An MCP server of the team file.</summary>
    Mcp,

    /// <summary>An entry of the team file that somebody runs elsewhere.</summary>
    External,
}
