using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Testing.Servers;

/// <summary>
/// Chat Completions: records every request and answers as the test says. Whole, as servers do that know no streams, unless
/// <see cref="Streams"/> is set.
/// </summary>
public sealed class ChatServer(Traffic traffic) : LoopbackServer
{
    private readonly ConcurrentQueue<ChatRequest> _requests = new();

    /// <summary>For a team file: <c>{endpoint}/chat/completions</c> is served.</summary>
    public string Endpoint => Address + "/v1";

    /// <summary>The answer to a request; may look at what was asked before.</summary>
    public Func<ChatRequest, ChatAnswer> Answers { get; set; } = _ => ChatAnswer.Say("ok");

    public Gates<ChatRequest> Gates { get; } = new();

    /// <summary>Waited for before a request is answered.</summary>
    public Func<ChatRequest, CancellationToken, Task> Arriving { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Whether requests for a stream get one.</summary>
    public bool Streams { get; set; }

    /// <summary>Waited for before each part of a streamed answer, with its number from 0.</summary>
    public Func<ChatRequest, int, CancellationToken, Task> Speaking { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Told when an answer is written to the last byte.</summary>
    public Action<ChatRequest> Answered { get; set; } = _ => { };

    /// <summary>Everything asked, in order of arrival.</summary>
    public IReadOnlyList<ChatRequest> Requests => [.. _requests.OrderBy(request => request.Number)];

    /// <summary>What this agent asked.</summary>
    public IReadOnlyList<ChatRequest> RequestsOf(string agent) => [.. Requests.Where(request => request.Agent == agent)];

    /// <summary>As new.</summary>
    public void Clear()
    {
        _requests.Clear();
        Gates.Clear();
        (Answers, Arriving, Answered) = (_ => ChatAnswer.Say("ok"), (_, _) => Task.CompletedTask, _ => { });
        (Streams, Speaking) = (false, (_, _, _) => Task.CompletedTask);
    }

    protected override void BeforeStop() => Gates.ReleaseAll();

    protected override async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != "/v1/chat/completions" || !HttpMethods.IsPost(context.Request.Method))
        {
            traffic.Note($"unexpected {context.Request.Method} {context.Request.Path} at the chat server");
            context.Response.StatusCode = 404;
            return;
        }

        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = Record(document.RootElement.Clone(), context.Request.Headers.TraceParent.ToString());
        try
        {
            var gate = Gates.Take(request);
            if (gate is not null) await gate.PassAsync(request, context.RequestAborted);
            await Arriving(request, context.RequestAborted);
            await traffic.OpenAsync(context.RequestAborted);
            var answer = Answers(request);
            context.Response.StatusCode = answer.Status;
            if (Streams && answer.Raw is null && request.Body.TryGetProperty("stream", out var asked) && asked.GetBoolean())
            {
                await SpeakAsync(context, request, answer);
            }
            else
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(answer.Render(request), context.RequestAborted);
            }

            await context.Response.CompleteAsync();
            traffic.Answer(request.Number, $"{answer.Status} {answer.Text} {string.Join(' ', answer.Calls)}");
            gate?.Answered(request);
            Answered(request);
        }
        catch (OperationCanceledException)
        {
            traffic.Note($"#{request.Number} was given up by its caller");
        }
    }

    private async Task SpeakAsync(HttpContext context, ChatRequest request, ChatAnswer answer)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var (number, part) in answer.Parts(request).Index())
        {
            await Speaking(request, number, context.RequestAborted);
            await context.Response.WriteAsync($"data: {part}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private ChatRequest Record(JsonElement body, string traceParent)
    {
        var number = traffic.Arrive(new ChatRequest(0, body).ToString());
        var request = new ChatRequest(number, body) { TraceParent = traceParent };
        _requests.Enqueue(request);
        return request;
    }
}
