using System.Security.Cryptography;
using System.Text;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tools;

/// <summary>Binds calls to tools.</summary>
internal static class ToolBindings
{
    /// <summary>The binding of a call of this tool; null where it is not known what the tool is.</summary>
    /// <param name="tool">The tool as it was offered.</param>
    /// <param name="gate">What a person is asked about the call.</param>
    public static ToolBinding? Of(ToolDescription tool, RequirementKind? gate) => tool.Origin is not { } origin
        ? null
        : new ToolBinding(
            origin.Source, origin.Entry, origin.Tool, Server(tool.Definition), CanonicalJson.Hash(tool.Parameters), gate)
        {
            Judged = tool.When is not null,
        };

    /// <summary>The state of the tool for a call that was bound to it before.</summary>
    public static ToolStanding Stand(ToolDescription tool, ToolBinding binding, IDefinitionEnvironment environment)
    {
        if (Server(tool.Definition) != binding.Server)
            return new ToolStanding(ToolState.Changed, tool, "has another address now");
        if (CanonicalJson.Hash(tool.Parameters) != binding.Schema)
            return new ToolStanding(ToolState.Changed, tool, "takes other arguments now");
        return Usable(tool, environment);
    }

    /// <summary>Ready, unless a variable is missing.</summary>
    public static ToolStanding Usable(ToolDescription tool, IDefinitionEnvironment environment)
    {
        var missing = SentTexts(tool.Definition).SelectMany(EnvironmentReferences.Find)
            .FirstOrDefault(name => environment.Get(name) is null);
        return missing is null
            ? ToolStanding.Ready(tool)
            : new ToolStanding(ToolState.Unusable, tool, $"cannot be called: the environment variable {missing} is not set");
    }

    private static List<string> SentTexts(ToolDefinition tool)
    {
        List<string> texts = [];
        // A person makes the call and brings its result.
        if (tool.Approval == ApprovalKind.ExternalExecution && tool.ApprovalWhen is null) return texts;
        OutgoingTexts.Seen(texts.Add, texts.Add, (_, value) => texts.Add(value)).OfSettings("", tool);
        return texts;
    }

    private static string? Server(ToolDefinition tool)
    {
        List<string> addresses = [];
        OutgoingTexts.Seen(_ => { }, addresses.Add, (_, _) => { }).OfSettings("", tool);
        return addresses.Count == 0
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', addresses))));
    }
}
