using System.Text.Json.Nodes;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Schemas;
using DurableTeams.Definitions.Secrets;

namespace DurableTeams.Definitions.Tools;

/// <summary>
/// The part of a tool kind by which team files are read, checked, stored and shown. It is static, since files are read without a
/// host. The whole kind is one class in room Tools. A kind that needs no settings in team files leaves all of this as it is.
/// </summary>
internal interface IToolKindRules
{
    /// <summary>
    /// The key with the settings of this kind in an entry of <c>tools</c>; the key makes the entry a tool of this kind. Null for
    /// a kind without settings.
    /// </summary>
    static virtual string? Key => null;

    /// <summary>
    /// JSON Schema of the settings, made by <see cref="SchemaParts"/>. The reader knows the keys that are described here.
    /// </summary>
    static virtual JsonObject Schema() => throw new NotSupportedException("A tool kind with a key describes its settings.");

    /// <summary>Whether the definition of an entry has settings of this kind in a member of their own.</summary>
    static virtual bool HasMember(ToolDefinition tool) => false;

    /// <summary>
    /// The definition with the settings in the member of their own. Null keeps them as they are written, in
    /// <see cref="ToolDefinition.KindSettings"/>.
    /// </summary>
    /// <param name="settings">The settings; null where they cannot be read, which is reported already.</param>
    /// <param name="tool">The entry's definition so far.</param>
    static virtual ToolDefinition? Read(MapReader? settings, ToolDefinition tool) => null;

    /// <summary>
    /// Reports the errors of an entry that has settings of this kind. Those of keys that all kinds have are reported already.
    /// </summary>
    static virtual void Check(ToolDefinition tool, string path, Findings findings, DefinitionScope scope)
    {
    }

    /// <summary>
    /// The definition with each text of the settings that a server is sent, or by which a server is reached, as
    /// <paramref name="texts"/> changes it. Such a text may hold a secret: what is left out here is stored and shown as it is.
    /// </summary>
    /// <param name="tool">The definition of an entry that has settings of this kind.</param>
    /// <param name="place">The place of the settings, for example <c>tools/send/http</c>.</param>
    /// <param name="texts">What becomes of each text.</param>
    static virtual ToolDefinition Visit(ToolDefinition tool, string place, OutgoingTexts texts) =>
        throw new NotSupportedException("A tool kind with a key names the texts that may hold a secret.");
}
