using System.Globalization;
using System.Runtime.CompilerServices;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Scripted;

/// <summary>
/// A model that answers by its script: the first rule that fits the request. A pure function of the request, so that
/// asking again after a restart answers the same. Who asks stands in <see cref="ChatRequestProperties"/>; a request that
/// does not say counts its turn from the conversation. Tokens are estimated as a quarter of the characters, at least one.
/// </summary>
internal sealed class ScriptedChatClient : IChatClient
{
    private readonly ModelDefinition _model;
    private readonly TimeProvider _time;

    /// <summary>Makes the client of a model with a script.</summary>
    public ScriptedChatClient(ModelDefinition model, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc />
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var (rule, request) = Find(messages, options);
        if (rule.Delay is { } delay && delay > TimeSpan.Zero)
            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (rule.Error is { } error) throw new ModelException(error, transient: true);
        return Answer(rule, request);
    }

    /// <summary>The answer in parts, spread evenly over the rule's delay; the last update has its calls and usage.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var (rule, request) = Find(messages, options);
        var response = rule.Error is null ? Answer(rule, request) : new ChatResponse(new ChatMessage(ChatRole.Assistant, ""));
        List<AIContent> parts = [.. ScriptedParts.Of(response.Messages[0])];
        var delay = rule.Delay is { } given && given > TimeSpan.Zero ? given : TimeSpan.Zero;
        var began = _time.GetTimestamp();
        for (var i = 0; i <= parts.Count; i++)
        {
            // The last wait is for the end.
            var left = (delay * (i + 1) / (parts.Count + 1)) - _time.GetElapsedTime(began);
            if (left > TimeSpan.Zero) await Task.Delay(left, _time, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (i < parts.Count) yield return new ChatResponseUpdate(ChatRole.Assistant, [parts[i]]);
        }

        if (rule.Error is { } error) throw new ModelException(error, transient: true);
        yield return CompleteResponses.Last(response, whole: parts.Count == 0);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        CompleteResponses.Service(this, serviceType, serviceKey, new ChatClientMetadata("scripted", null, _model.Model));

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
    }

    private (ScriptedTurn Rule, ScriptedRequest Request) Find(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var request = ScriptedRequest.Of(messages, options);
        return (_model.Script?.FirstOrDefault(request.Fits)
            ?? throw new ModelException(request.NoRule(), transient: false), request);
    }

    private ChatResponse Answer(ScriptedTurn rule, ScriptedRequest request)
    {
        var message = new ChatMessage(ChatRole.Assistant, []);
        var text = rule.Text?.Replace("{last}", request.Last, StringComparison.Ordinal);
        if (!string.IsNullOrEmpty(text)) message.Contents.Add(new TextContent(text));
        var length = text?.Length ?? 0;
        for (var i = 0; i < (rule.Calls?.Count ?? 0); i++)
        {
            var call = rule.Calls![i];
            var id = call.Id ?? string.Create(CultureInfo.InvariantCulture, $"call-{request.Turn}-{i}");
            var arguments = call.Arguments?.ToJsonString(ContractJson.Compact) ?? "{}";
            message.Contents.Add(RawArguments.Read(id, call.Tool, arguments));
            length += call.Tool.Length + arguments.Length;
        }

        var (input, output) = (Tokens(request.Length), Tokens(length));
        return new ChatResponse(message)
        {
            ModelId = _model.Model ?? "scripted",
            FinishReason = rule.Calls is { Count: > 0 } ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
        };
    }

    private static long Tokens(int characters) => Math.Max(1, characters / 4);
}
