using System.Text.Json;
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
public sealed class AnthropicChatClient : IChatClient
{
    /// <summary>The longest a request may take, sending and reading.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    private const string AnthropicEndpoint = "https://api.anthropic.com";
    private readonly ModelDefinition _model;
    private readonly AnthropicClient _client;
    private readonly ChatClientMetadata _metadata;

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
        _client = new AnthropicClient(new ClientOptions
        {
            HttpClient = http,
            BaseUrl = endpoint,
            // Set even to null: left alone, the SDK would look for keys in the environment.
            ApiKey = model.ApiKey,
            AuthToken = null,
            // Gateways know the key by its older header; the API takes both.
            ExtraHeaders = model.ApiKey is { } key
                ? new Dictionary<string, string> { ["x-api-key"] = key }
                : new Dictionary<string, string>(),
            Handlers = [new AnthropicExchange(model.ApiKey)],
            MaxRetries = 0,
            Timeout = timeout ?? DefaultTimeout,
            OpenTelemetry = false,
        });
    }

    /// <inheritdoc />
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        try
        {
            var body = AnthropicRequest.Write(_model, messages, options);
            var request = MessageCreateParams.FromRawUnchecked(
                AnthropicExchange.Headers(body),
                new Dictionary<string, JsonElement>(),
                body.ToDictionary(member => member.Key, member => JsonSerializer.SerializeToElement(member.Value)));
            using var response = await _client.WithRawResponse.Messages.Create(request, cancellationToken).ConfigureAwait(false);
            return AnthropicResponse.Read(await response.ReadAsString(cancellationToken).ConfigureAwait(false), _model.ApiKey);
        }
        catch (Exception failure) when (failure is not ModelException && !cancellationToken.IsCancellationRequested)
        {
            // The SDK wraps what the connection throws.
            throw ModelFailures.Classify(
                failure is global::Anthropic.Exceptions.AnthropicIOException { InnerException: { } inner } ? inner : failure,
                _model.ApiKey);
        }
    }

    /// <summary>The whole answer at once, as one answer's updates: the runs record complete turns.</summary>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        CompleteResponses.StreamAsync(this, messages, options, cancellationToken);

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        CompleteResponses.Service(this, serviceType, serviceKey, _metadata, _client);

    /// <summary>Nothing to release: the connections are shared.</summary>
    public void Dispose()
    {
    }
}
