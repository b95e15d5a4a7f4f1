using System.Text.Json;

namespace DurableTeams.Testing.Servers;

/// <summary>What the chat server answers: text, tool calls, an error status, or a body that is no answer at all.</summary>
public sealed record ChatAnswer
{
    public int Status { get; init; } = 200;

    public string? Text { get; init; }

    public IReadOnlyList<ChatCall> Calls { get; init; } = [];

    /// <summary>Sent as it is, in the place of a chat completion.</summary>
    public string? Raw { get; init; }

    public static ChatAnswer Say(string text) => new() { Text = text };

    public static ChatAnswer Call(params ChatCall[] calls) => new() { Calls = calls };

    public static ChatAnswer Fail(int status) =>
        new() { Status = status, Raw = """{"error":{"message":"scripted failure","type":"server_error"}}""" };

    public static ChatAnswer Garbage(string body) => new() { Raw = body };

    /// <summary>
    /// The answer as a server streams it: its words in two halves, each call's arguments in two, then why it ended, the usage and
    /// the end.
    /// </summary>
    public IEnumerable<string> Parts(ChatRequest request)
    {
        foreach (var half in Halves(Text ?? "").Where(half => half.Length > 0)) yield return Chunk(new { content = half });
        for (var i = 0; i < Calls.Count; i++)
        {
            var (first, rest) = (Halves(Calls[i].Arguments)[0], Halves(Calls[i].Arguments)[1]);
            var (id, name) = (Calls[i].Id, Calls[i].Name);
            yield return Chunk(new
            {
                tool_calls = new[] { new { index = i, id, type = "function", function = new { name, arguments = first } } }
            });
            yield return Chunk(new { tool_calls = new[] { new { index = i, function = new { arguments = rest } } } });
        }

        yield return Chunk(new { }, Calls.Count == 0 ? "stop" : "tool_calls");
        yield return JsonSerializer.Serialize(new
        {
            choices = Array.Empty<object>(),
            usage = new { prompt_tokens = request.InputTokens, completion_tokens = request.OutputTokens },
        });
        yield return "[DONE]";

        string Chunk(object delta, string? finish = null) => JsonSerializer.Serialize(new
        {
            id = $"chatcmpl-{request.Number}",
            @object = "chat.completion.chunk",
            model = request.Agent,
            choices = new[] { new { index = 0, delta, finish_reason = finish } },
        });
    }

    private static string[] Halves(string text) => [text[..(text.Length / 2)], text[(text.Length / 2)..]];

    /// <summary>The body of the answer to a request.</summary>
    public string Render(ChatRequest request)
    {
        if (Raw is not null) return Raw;
        var calls = Calls.Select(call => new
        {
            id = call.Id,
            type = "function",
            function = new { name = call.Name, arguments = call.Arguments }
        });
        return JsonSerializer.Serialize(new
        {
            id = $"chatcmpl-{request.Number}",
            @object = "chat.completion",
            created = 1_700_000_000,
            model = request.Agent,
            choices = new[]
            {
                new
                {
                    index = 0,
                    message = Calls.Count == 0
                        ? (object)new { role = "assistant", content = Text }
                        : new { role = "assistant", content = Text, tool_calls = calls },
                    finish_reason = Calls.Count == 0 ? "stop" : "tool_calls",
                },
            },
            usage = new
            {
                prompt_tokens = request.InputTokens,
                completion_tokens = request.OutputTokens,
                total_tokens = request.InputTokens + request.OutputTokens,
            },
        });
    }
}

/// <summary>A tool call in an answer; the arguments are text, JSON or not.</summary>
public sealed record ChatCall(string Id, string Name, string Arguments)
{
    public static ChatCall Tool(string id, string name, object arguments) => new(id, name, JsonSerializer.Serialize(arguments));

    public static ChatCall Delegate(string id, string member, string task) =>
        Tool(id, "delegate_task_to_member", new { member_id = member, task });
}
