using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Core;
using DurableTeams.Definitions;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;
using MessageCreateParams = Anthropic.Models.Messages.MessageCreateParams;

namespace DurableTeams.Models.Anthropic;

/// <summary>
/// The Messages API, through Anthropic's SDK. One request is one attempt: retries belong to the run, where they are
/// durable. Every failure but the caller's cancellation is a <see cref="ModelException"/>. Requests and answers are
/// written and read here rather than by the SDK's own <see cref="IChatClient"/>, which merges no roles, drops the
/// temperature, narrows the tools' schemas and refuses answers without usage.
/// </summary>
internal sealed class AnthropicChatClient : IChatClient
{
    /// <summary>The longest a request may take, sending and reading.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    private const string AnthropicEndpoint = "https://api.anthropic.com";
    private readonly ModelDefinition _model;
    private readonly AnthropicClient _client, _streaming;
    private readonly ChatClientMetadata _metadata;
    private readonly TimeSpan _timeout;
    private volatile bool _refusesStreams;

    /// <summary>Makes the client of a model; its references are expanded, its model name and endpoint checked.</summary>
    /// <param name="model">The model. Without an endpoint it is Anthropic's own; one may end in <c>/v1</c>.</param>
    /// <param name="http">Sends the requests; not disposed here.</param>
    /// <param name="timeout">The longest a request may take; <see cref="DefaultTimeout"/> where null.</param>
    public AnthropicChatClient(ModelDefinition model, HttpClient http, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(http);
        _model = model;
        var endpoint = (model.Endpoint ?? AnthropicEndpoint).TrimEnd('/');
        if (endpoint.EndsWith("/v1", StringComparison.OrdinalIgnoreCase)) endpoint = endpoint[..^3];
        _metadata = new ChatClientMetadata("anthropic", new Uri(endpoint), model.Model);
        _timeout = timeout ?? DefaultTimeout;
        _client = Client(http, endpoint, _timeout);
        // Its answers may take longer, as long as something comes.
        _streaming = Client(http, endpoint, ProviderStream.Longest);
    }

    private AnthropicClient Client(HttpClient http, string endpoint, TimeSpan timeout) =>
        new(new ClientOptions
        {
            HttpClient = http,
            BaseUrl = endpoint,
            // Set even to null: left alone, the SDK would look for keys in the environment.
            ApiKey = _model.ApiKey,
            AuthToken = null,
            // Gateways know the key by its older header; the API takes both.
            ExtraHeaders = _model.ApiKey is { } key
                ? new Dictionary<string, string> { ["x-api-key"] = key }
                : new Dictionary<string, string>(),
            Handlers = [new AnthropicExchange(_model.ApiKey)],
            MaxRetries = 0,
            Timeout = timeout,
            OpenTelemetry = false,
        });

    /// <inheritdoc />
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        try
        {
            var request = Parameters(AnthropicRequest.Write(_model, messages, options));
            using var response = await _client.WithRawResponse.Messages.Create(request, cancellationToken).ConfigureAwait(false);
            return AnthropicResponse.Read(await response.ReadAsString(cancellationToken).ConfigureAwait(false), _model.ApiKey);
        }
        catch (Exception failure) when (failure is not ModelException && !cancellationToken.IsCancellationRequested)
        {
            throw Classify(failure);
        }
    }

    /// <summary>
    /// The answer as it comes; the last update has its calls and usage. Whole at once from a server that does not stream: one
    /// that refuses <c>stream</c> by name is asked again without it, and from then on.
    /// </summary>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        return CompleteResponses.FirstTakenAsync(
            [Stream, ask => CompleteResponses.StreamAsync(this, all, options, ask)], Next,
            _refusesStreams || _model.Stream == false ? 1 : 0, cancellationToken);

        IAsyncEnumerable<ChatResponseUpdate> Stream(CancellationToken ask) => ProviderStream.ReadAsync(
            until => OpenAsync(all, options, until), new AnthropicStream(_model.ApiKey), _timeout, Classify, ask);

        int? Next(ModelException failure, int way) =>
            way == 0 && ProviderStream.IsRefusedBy(failure) && (_refusesStreams = true) ? 1 : null;
    }

    private async Task<Stream> OpenAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var body = AnthropicRequest.Write(_model, messages, options);
        body["stream"] = true;
        var response = await _streaming.WithRawResponse.Messages.Create(Parameters(body), cancellationToken)
            .ConfigureAwait(false);
        return await response.RawMessage.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    private static MessageCreateParams Parameters(JsonObject body) => MessageCreateParams.FromRawUnchecked(
        AnthropicExchange.Headers(body),
        new Dictionary<string, JsonElement>(),
        body.ToDictionary(member => member.Key, member => JsonSerializer.SerializeToElement(member.Value)));

    // The SDK wraps what the connection throws.
    private ModelException Classify(Exception failure) => ModelFailures.Classify(
        failure is global::Anthropic.Exceptions.AnthropicIOException { InnerException: { } inner } ? inner : failure,
        _model.ApiKey);

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        CompleteResponses.Service(this, serviceType, serviceKey, _metadata, _client);

    /// <summary>Nothing to release: the connections are shared.</summary>
    public void Dispose()
    {
    }
}
