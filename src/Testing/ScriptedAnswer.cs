using System.Globalization;
using System.Text.Json;
using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Testing;

/// <summary>Says what a <see cref="ScriptedModel"/> answers: words, tool calls, or a failure.</summary>
public sealed class ScriptedAnswer
{
    private readonly List<Func<ModelRequest, AIContent>> _contents = [];
    private ModelException? _failure;
    private TimeSpan _after;

    internal ScriptedAnswer()
    {
    }

    /// <summary>Says this.</summary>
    public ScriptedAnswer Say(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Say(_ => text);
    }

    /// <summary>
    /// Says what is made of the request. A function of the request alone: after a restart the model is asked again.
    /// </summary>
    public ScriptedAnswer Say(Func<ModelRequest, string> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _contents.Add(request => new TextContent(text(request)));
        return this;
    }

    /// <summary>Calls a tool.</summary>
    /// <param name="tool">The tool's name, such as <c>send_message</c> or <c>delegate_task_to_member</c>.</param>
    /// <param name="arguments">An object whose members are the arguments, such as <c>new { text = "1.0 is out" }</c>; null for
    /// none.</param>
    /// <param name="id">The id of the call; made of turn and position where null.</param>
    public ScriptedAnswer Call(string tool, object? arguments = null, string? id = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        var json = arguments is null ? "{}" : JsonSerializer.Serialize(arguments, arguments.GetType());
        var position = _contents.Count;
        _contents.Add(request => new FunctionCallContent(
            id ?? string.Create(CultureInfo.InvariantCulture, $"call-{request.Turn}-{position}"), tool,
            JsonSerializer.Deserialize<Dictionary<string, object?>>(json)));
        return this;
    }

    /// <summary>Fails instead of answering.</summary>
    /// <param name="message">Why.</param>
    /// <param name="transient">Whether the call is tried again, by the team's <c>retry</c>.</param>
    public ScriptedAnswer Fail(string message, bool transient = false)
    {
        _failure = new ModelException(message, transient);
        return this;
    }

    /// <summary>Answers after this time of the host's clock.</summary>
    public ScriptedAnswer After(TimeSpan time)
    {
        _after = time;
        return this;
    }

    internal async Task<ChatResponse> MakeAsync(ModelRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_after > TimeSpan.Zero) await Task.Delay(_after, time, cancellationToken).ConfigureAwait(false);
        if (_failure is not null) throw new ModelException(_failure.Message, _failure.Transient);
        List<AIContent> contents = [.. _contents.Select(content => content(request))];
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = "scripted",
            FinishReason = contents.OfType<FunctionCallContent>().Any() ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5, TotalTokenCount = 15 },
        };
    }
}
