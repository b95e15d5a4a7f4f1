namespace DurableTeams.Definitions;

/// <summary>What the contract has and this version does not, refused by name. Whoever builds a part deletes its entry here.</summary>
internal static class NotYet
{
    /// <summary>Model providers that are there.</summary>
    public static readonly string[] AvailableProviders = ["openai", "azureOpenAI", "anthropic", "scripted"];

    /// <summary>Keys to come, of a tool.</summary>
    public static readonly string[] ToolKeys = ["mcp"];

    /// <summary>The reason that refuses a word.</summary>
    public static string Reason(string what, string word, IEnumerable<string> available) =>
        $"{what} '{word}' is not available yet; available: {string.Join(", ", available)}";

    /// <summary>The reason that refuses a key.</summary>
    public static string KeyReason(string key) => $"'{key}' is not available yet; remove it";
}
