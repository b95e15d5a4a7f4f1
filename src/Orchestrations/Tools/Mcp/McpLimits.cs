namespace DurableTeams.Tools.Mcp;

/// <summary>Bounds on what is read from an MCP server.</summary>
internal static class McpLimits
{
    /// <summary>
    /// The bytes of one answer or event, as they come over the wire. The result in it is bounded further (see
    /// <see cref="McpResult"/>).
    /// </summary>
    public const int AnswerBytes = 4 * 1024 * 1024;

    /// <summary>The bytes of all events of one answer.</summary>
    public const int StreamBytes = 16 * 1024 * 1024;

    /// <summary>The bytes of an answer with an error's status.</summary>
    public const int ErrorBytes = 64 * 1024;

    /// <summary>The pages of a list of tools.</summary>
    public const int Pages = 100;

    /// <summary>The tools of a list.</summary>
    public const int Tools = 1_000;

    /// <summary>The characters of all tools' names, descriptions and parameters together.</summary>
    public const int ListCharacters = 4 * 1024 * 1024;

    /// <summary>How long connecting and listing may take.</summary>
    public static readonly TimeSpan ListTime = TimeSpan.FromSeconds(20);

    /// <summary>How long <c>server/discover</c> may take before the server counts as one that does not know it.</summary>
    public static readonly TimeSpan DiscoverTime = TimeSpan.FromSeconds(5);
}
