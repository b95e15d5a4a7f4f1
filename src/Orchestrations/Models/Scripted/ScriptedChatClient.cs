using System.Globalization;
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
public sealed class ScriptedChatClient : IChatClient
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
        var request = ScriptedRequest.Of(messages, options);
        var rule = _model.Script?.FirstOrDefault(request.Fits) ?? throw new ModelException(request.NoRule(), transient: false);
        if (rule.Delay is { } delay && delay > TimeSpan.Zero)
            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (rule.Error is { } error) throw new ModelException(error, transient: true);
        return Answer(rule, request);
    }

    /// <summary>The whole answer at once, as one answer's updates.</summary>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        CompleteResponses.StreamAsync(this, messages, options, cancellationToken);

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        CompleteResponses.Service(this, serviceType, serviceKey, new ChatClientMetadata("scripted", null, _model.Model));

    /// <summary>Nothing to release.</summary>
    public void Dispose()
    {
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
