using static DurableTeams.Testing.Servers.ChatAnswer;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>
/// What the models of the mode teams answer. Answers are made of what was told before, so the last one proves the way there.
/// </summary>
internal static class ModeScripts
{
    public static ChatAnswer Coordinate(ChatRequest request, string tag) => (request.Agent, request.Turn) switch
    {
        ("leader", 1) =>
            Call(ChatCall.Delegate("d1", "alpha", $"Look for {tag}"), ChatCall.Delegate("d2", "beta", $"Send for {tag}")),
        ("leader", _) => Done(request),
        _ => Members(request, tag),
    };

    public static ChatAnswer Route(ChatRequest request, string tag) => (request.Agent, request.Turn) switch
    {
        ("leader", _) => Call(ChatCall.Delegate("d1", "both", $"Do it for {tag}")),
        (_, 1) => Call(ChatCall.Tool("c1", "look", new { q = tag })),
        (_, 2) => Call(ChatCall.Tool("c2", "send", new { text = request.LastResult })),
        _ => Done(request),
    };

    public static ChatAnswer Broadcast(ChatRequest request, string tag) => (request.Agent, request.Turn) switch
    {
        ("leader", 1) => Call(ChatCall.Tool("d1", "delegate_task_to_members", new { task = $"Do it for {tag}" })),
        ("leader", _) => Done(request),
        _ => Members(request, tag),
    };

    /// <summary>Two tasks in parallel and one after both; then "complete" without words, and words when asked for.</summary>
    public static ChatAnswer Tasks(ChatRequest request, string tag)
    {
        if (request.Agent != "leader") return Members(request, tag);
        return request.Messages.Count(message => message.Role == "assistant") switch
        {
            0 => Call(
                Task("t1", $"Look for {tag}", "alpha"),
                Task("t2", $"Send for {tag}", "beta"),
                Task("t3", $"Finish {tag}", "gamma", "task-1", "task-2")),
            1 => Say("Go on"),
            2 => Call(ChatCall.Tool("done", "complete", new { })),
            _ => Say("Done: " + string.Join(
                "; ", request.Messages.Where(message => message.Role == "user").Select(message => message.Text))),
        };

        static ChatCall Task(string id, string title, string member, params string[] dependsOn) =>
            ChatCall.Tool(id, "create_task", new { title, member_id = member, depends_on = dependsOn });
    }

    public static ChatAnswer Handoff(ChatRequest request, string tag) => (request.Agent, request.Turn) switch
    {
        ("alpha", 2) => Call(ChatCall.Tool(
            "h1", "transfer_to_agent", new { agent_name = "beta", reason = $"{request.LastResult} is to be sent" })),
        _ => Members(request, tag),
    };

    /// <summary>One round that asks for better, one that ends the loop without a word.</summary>
    public static ChatAnswer Loop(ChatRequest request, string tag) => (request.Agent, request.Turn) switch
    {
        ("writer", _) when Asked(request, "Better") => Say($"Draft two of {tag}, after: {request.Task}"),
        ("writer", 1) => Call(ChatCall.Tool("c1", "look", new { q = tag })),
        ("writer", _) => Say($"Draft one of {tag}: {request.LastResult}"),
        (_, _) when Asked(request, "Draft two") => Call(ChatCall.Tool("x1", "exit_loop", new { })),
        (_, 1) => Call(ChatCall.Tool("c1", "send", new { text = request.Task })),
        _ => Say($"Better, {tag}: {request.LastResult}"),
    };

    /// <summary>Workers call their tools in the first phase alone.</summary>
    public static ChatAnswer Hierarchical(ChatRequest request, string tag) => Format(request) switch
    {
        "subtasks" => Say(
            $$"""{"subtasks":[{"memberId":"alpha","task":"Look for {{tag}}"},{"memberId":"beta","task":"Send for {{tag}}"}]}"""),
        null when request.Agent == "chief" => Say("Whole: " + request.Task),
        null when request.Messages[0].Text.Contains("execution", StringComparison.Ordinal) => Say($"{request.Agent} did {tag}"),
        _ => Members(request, tag),
    };

    public static ChatAnswer Nested(ChatRequest request, string tag) => (request.Agent, request.Turn) switch
    {
        ("leader", 1) =>
            Call(ChatCall.Delegate("d1", "alpha", $"Look for {tag}"), ChatCall.Delegate("d2", "desk", $"Desk, do {tag}")),
        ("desk", 1) =>
            Call(ChatCall.Delegate("d1", "line", $"Line, do {tag}"), ChatCall.Delegate("d2", "gamma", $"Finish {tag}")),
        ("leader" or "desk", _) => Done(request),
        _ => Members(request, tag),
    };

    /// <summary>
    /// Three parties, each with one section in the end: trio since alpha concedes it, beta by a ruling, alpha by assignment.
    /// </summary>
    public static ChatAnswer Negotiation(ChatRequest request, string tag) => (Format(request), request.Agent) switch
    {
        ("claims", "alpha") => Say($$"""{"claims":[{{Claim(request, tag, "one")}},{{Claim(request, tag, "two")}}]}"""),
        ("claims", "beta") => Say($$"""{"claims":[{{Claim(request, tag, "two")}}]}"""),
        ("claims", _) => Say($$"""{"claims":[{{Claim(request, tag, "one")}}]}"""),
        ("responses", "alpha") => Say(
            """{"responses":[{"section":"one","decision":"concede"},{"section":"two","decision":"hold"}]}"""),
        ("responses", "beta") => Say(
            $$"""{"responses":[{"section":"two","decision":"revise","proposal":"beta's other two of {{tag}}"}]}"""),
        ("responses", _) => Say("""{"responses":[{"section":"one","decision":"hold"}]}"""),
        ("rulings", _) when request.Task.Contains("beta's other two", StringComparison.Ordinal) =>
            Say("""{"rulings":[{"section":"two","owner":"beta","reason":"It gave more"}]}"""),
        ("rulings", _) => Say("""{"rulings":[{"section":"three","owner":"alpha"}]}"""),
        (_, "leader") => Say("Done: " + request.Task),
        _ => Members(request, tag),
    };

    /// <summary>Alpha looks, beta sends, others speak; whoever is asked for a vote, a verdict or a summary gives it.</summary>
    public static ChatAnswer Members(ChatRequest request, string tag) => (Format(request), request.Agent, request.Turn) switch
    {
        ("vote", _, _) => Say($$"""{"vote":"beta","reason":"{{request.Agent}} of {{tag}}"}"""),
        ("verdict", _, _) => Say($$"""{"winner":"beta","reason":"{{tag}}"}"""),
        ("phase_summary", _, _) => Say(
            $$"""{"phase":"x","decisions":["{{tag}}"],"openQuestions":[],"artifacts":{"length":{{request.Task.Length}}}"""
                + $$""","producedBy":"{{request.Agent}}"}"""),
        (_, "alpha", 1) => Call(ChatCall.Tool("c1", "look", new { q = tag })),
        (_, "beta", 1) => Call(ChatCall.Tool("c1", "send", new { text = request.Task })),
        (_, "alpha" or "beta", _) => Say($"{request.Agent} got {request.LastResult}"),
        _ => Say($"{request.Agent} was told: {request.Task}"),
    };

    public static ToolAnswer Tool(ToolRequest request) =>
        new(request.Tool == "look" ? $"fact about {request.Query["q"]}" : $"receipt for {request.Argument("text")}");

    private static string Claim(ChatRequest request, string tag, string section) =>
        $$"""{"section":"{{section}}","proposal":"{{request.Agent}}'s {{section}} of {{tag}}","reason":"r"}""";

    private static ChatAnswer Done(ChatRequest request) => Say("Done: " + string.Join("; ", request.Results));

    private static bool Asked(ChatRequest request, string word) => request.Task.StartsWith(word, StringComparison.Ordinal);

    private static string? Format(ChatRequest request) => request.Body.Text("response_format", "json_schema", "name");
}
