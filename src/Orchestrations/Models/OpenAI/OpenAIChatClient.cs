using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace DurableTeams.Models.OpenAI;

/// <summary>
/// Any server that speaks Chat Completions, through the OpenAI SDK's client. One request is one attempt: retries
/// belong to the run, where they are durable. Every failure but the caller's cancellation is a <see cref="ModelException"/>.
/// Only a server that refuses, by name, what it sent itself beside an earlier answer is asked a second time, without that.
/// A tool call whose arguments are no JSON object is answered, not thrown: see <see cref="RawArguments"/>.
/// An answer without usage has none (<see cref="ChatResponse.Usage"/> is null); a refusal is the answer's text.
/// It stands in for Microsoft.Extensions.AI.OpenAI, with which 30 of 142 tests about servers that are only nearly compatible
/// failed.
/// </summary>
internal sealed class OpenAIChatClient : IChatClient
{
    /// <summary>The longest a request may take, sending and reading.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    private static readonly Uri OpenAIEndpoint = new("https://api.openai.com/v1");
    private readonly ModelDefinition _model;
    private readonly ChatClient _client;
    private readonly ChatClientMetadata _metadata;
    private readonly TimeSpan _timeout;
    private volatile bool _refusesStreams;

    /// <summary>Makes the client of a model; its references are expanded, its model name and endpoint checked.</summary>
    /// <param name="model">The model. Without an endpoint it is OpenAI's own; without a key a placeholder is sent.</param>
    /// <param name="http">Sends the requests; not disposed here.</param>
    /// <param name="timeout">The longest a request may take; <see cref="DefaultTimeout"/> where null.</param>
    public OpenAIChatClient(ModelDefinition model, HttpClient http, TimeSpan? timeout = null)
        : this(model, http, null, timeout)
    {
    }

    /// <summary>Makes a client whose requests are changed before they are sent.</summary>
    internal OpenAIChatClient(ModelDefinition model, HttpClient http, PipelinePolicy? change, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(http);
        _model = model;
        var endpoint = model.Endpoint is null ? OpenAIEndpoint : new Uri(model.Endpoint);
        _metadata = new ChatClientMetadata(model.Provider == "azureOpenAI" ? "azure.ai.openai" : "openai", endpoint, model.Model);
        _timeout = timeout ?? DefaultTimeout;
        var options = new OpenAIClientOptions
        {
            Endpoint = endpoint,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = _timeout,
        };
        if (change is not null) options.AddPolicy(change, PipelinePosition.BeforeTransport);
        // The SDK wants a key; servers that need none ignore this one.
        _client = new ChatClient(model.Model, new ApiKeyCredential(model.ApiKey ?? "none"), options);
    }

    /// <inheritdoc />
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        try
        {
            return await AskAsync(all, options, keeps: true, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelException failure) when (ChatCompletionKept.IsRefusedBy(failure)
            && all.Any(message => ProviderParts.Of(message) is not null))
        {
            return await AskAsync(all, options, keeps: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ChatResponse> AskAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool keeps, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new JsonBody(ChatCompletionRequest.Build(_model, messages, options, keeps));
            var request = new RequestOptions { CancellationToken = cancellationToken };
            var result = await _client.CompleteChatAsync(content, request).ConfigureAwait(false);
            return ChatCompletionResponse.Read(result.GetRawResponse().Content.ToString(), _model.ApiKey);
        }
        catch (Exception failure) when (failure is not ModelException && !cancellationToken.IsCancellationRequested)
        {
            throw ModelFailures.Classify(failure, _model.ApiKey);
        }
    }

    /// <summary>
    /// The answer as it comes; the last update has its calls and usage. Whole at once from a server that does not stream, or does
    /// not say what a streamed answer costs: a server that refuses <c>stream</c> or <c>stream_options</c> by name is asked again
    /// without them, and from then on.
    /// </summary>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        return CompleteResponses.FirstTakenAsync(
            [ask => Stream(all, options, keeps: true, ask), ask => Stream(all, options, keeps: false, ask), Whole], Next,
            _refusesStreams || _model.Stream == false ? 2 : 0, cancellationToken);

        IAsyncEnumerable<ChatResponseUpdate> Whole(CancellationToken ask) =>
            CompleteResponses.StreamAsync(this, all, options, ask);

        int? Next(ModelException failure, int way)
        {
            if (way == 0 && ChatCompletionKept.IsRefusedBy(failure) && all.Any(message => ProviderParts.Of(message) is not null))
                return 1;
            if (way == 2 || !ProviderStream.IsRefusedBy(failure)) return null;
            _refusesStreams = true;
            return 2;
        }
    }

    private IAsyncEnumerable<ChatResponseUpdate> Stream(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool keeps, CancellationToken cancellationToken) =>
        ProviderStream.ReadAsync(
            until => OpenAsync(messages, options, keeps, until), new ChatCompletionStream(_model.ApiKey), _timeout,
            failure => ModelFailures.Classify(failure, _model.ApiKey), cancellationToken);

    private async Task<Stream> OpenAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool keeps, CancellationToken cancellationToken)
    {
        var body = ChatCompletionRequest.Build(_model, messages, options, keeps);
        body["stream"] = true;
        body["stream_options"] = new JsonObject { ["include_usage"] = true };
        using var content = new JsonBody(body);
        var request = new RequestOptions { CancellationToken = cancellationToken, BufferResponse = false };
        var result = await _client.CompleteChatAsync(content, request).ConfigureAwait(false);
        return result.GetRawResponse().ContentStream ?? System.IO.Stream.Null;
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        CompleteResponses.Service(this, serviceType, serviceKey, _metadata, _client);

    /// <summary>Nothing to release: the connections are shared.</summary>
    public void Dispose()
    {
    }
}
