namespace DurableTeams.Definitions;

/// <summary>What the contract has and this version does not, refused by name. Whoever builds a part deletes its entry here.</summary>
internal static class NotYet
{
    /// <summary>Model providers that are there.</summary>
    public static readonly string[] AvailableProviders = ["openai", "azureOpenAI", "anthropic", "scripted"];

    /// <summary>Approval kinds to come.</summary>
    public static readonly ApprovalKind[] Approvals = [ApprovalKind.UserInput, ApprovalKind.ExternalExecution];

    /// <summary>Keys to come, of a tool.</summary>
    public static readonly string[] ToolKeys = ["inputFields"];

    /// <summary>Keys to come, of <c>approve</c>.</summary>
    public static readonly string[] ApproveKeys = ["expires", "onExpiry", "quorum", "escalateAfter", "notify"];

    /// <summary>Why <c>repeatable: false</c> is refused: accepted and not kept, it would be worse than absent.</summary>
    public const string RepeatableReason =
        "'repeatable: false' is not available yet; remove it, and a call whose outcome is unknown is made again with the same Idempotency-Key";

    /// <summary>The reason that refuses a word.</summary>
    public static string Reason(string what, string word, IEnumerable<string> available) =>
        $"{what} '{word}' is not available yet; available: {string.Join(", ", available)}";

    /// <summary>The reason that refuses a key.</summary>
    public static string KeyReason(string key) => $"'{key}' is not available yet; remove it";
}
