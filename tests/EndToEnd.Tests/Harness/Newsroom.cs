namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>
/// The main job: a leader, a researcher with a free tool, and a telegram-agent whose tool asks a person. Every answer is
/// made of what was told before it, so the final answer proves that each result came to its own call.
/// </summary>
public static class Newsroom
{
    public const string Answer = "Done: Found fact-42; Sent receipt-7 for Found fact-42";

    public static TeamSketch Team { get; } = new("newsroom")
    {
        Settings = ["limits: { maxSteps: 25, memberTimeout: 120s, teamTimeout: 300s }"],
        Members = [("researcher", "search"), ("telegram-agent", "send_message")],
        Tools = [new ToolSketch("search", "q", "GET"), new ToolSketch("send_message", "text", Gated: true)],
    };

    public static void Script(Stage stage)
    {
        stage.Chat.Answers = Chat;
        stage.Tools.Answers = Tool;
    }

    public static ChatAnswer Chat(ChatRequest request) => (request.Agent, request.Turn) switch
    {
        ("leader", 1) => ChatAnswer.Call(ChatCall.Delegate("d1", "researcher", "Find the fact")),
        ("leader", 2) => ChatAnswer.Call(ChatCall.Delegate("d2", "telegram-agent", "Send: " + request.LastResult)),
        ("leader", _) => ChatAnswer.Say("Done: " + string.Join("; ", request.Results)),
        _ => Member(request),
    };

    /// <summary>The same with both members asked in the leader's first turn.</summary>
    public static ChatAnswer ChatInParallel(ChatRequest request) => (request.Agent, request.Turn) switch
    {
        ("leader", 1) => ChatAnswer.Call(
            ChatCall.Delegate("d1", "researcher", "Find the fact"),
            ChatCall.Delegate("d2", "telegram-agent", "Send: Found fact-42")),
        ("leader", _) => ChatAnswer.Say($"Done: {request.ResultOf("d1")}; {request.ResultOf("d2")}"),
        _ => Member(request),
    };

    /// <summary>The same without the researcher: the shortest way to a pause.</summary>
    public static ChatAnswer ChatOfTelegramAlone(ChatRequest request) => (request.Agent, request.Turn) switch
    {
        ("leader", 1) => ChatAnswer.Call(ChatCall.Delegate("d1", "telegram-agent", "Send: it")),
        ("leader", _) => ChatAnswer.Say("Done: " + request.LastResult),
        _ => Member(request),
    };

    public static ToolAnswer Tool(ToolRequest request) => request.Tool == "search"
        ? new ToolAnswer("fact-42")
        : new ToolAnswer("receipt-7 for " + request.Argument("text"));

    private static ChatAnswer Member(ChatRequest request) => (request.Agent, request.Turn) switch
    {
        ("researcher", 1) => ChatAnswer.Call(ChatCall.Tool("c1", "search", new { q = "the fact" })),
        ("researcher", _) => ChatAnswer.Say("Found " + request.LastResult),
        (_, 1) => ChatAnswer.Call(ChatCall.Tool("c1", "send_message", new { text = TaskText(request) })),
        _ => ChatAnswer.Say("Sent " + request.LastResult),
    };

    private static string TaskText(ChatRequest request)
    {
        var at = request.Task.LastIndexOf("Send: ", StringComparison.Ordinal);
        return at < 0 ? request.Task : request.Task[(at + 6)..].Trim();
    }
}
