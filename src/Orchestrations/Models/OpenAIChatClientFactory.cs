using DurableTeams.Definitions;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>Provider <c>openai</c>: any server that speaks Chat Completions.</summary>
internal sealed class OpenAIChatClientFactory : IChatClientFactory, IDisposable
{
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    private readonly HttpClient _http = CreateHttp();

    public string Provider => "openai";

    public IChatClient Create(ModelDefinition model)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(model.Model)) errors.Add("provider openai needs a model");
        var endpoint = Blank(model.Endpoint);
        if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            errors.Add($"the endpoint '{endpoint}' is not an http or https address");
        }

        var key = Blank(model.ApiKey);
        // A header cannot carry anything else, and the HTTP stack's complaint would come at the first request.
        if (key is not null && key.Any(c => c is <= ' ' or > '~')) errors.Add("the apiKey holds characters that no key has");
        if (errors.Count > 0) throw new DefinitionException([.. errors.Select(e => new DefinitionError("models", 0, e))]);
        return new OpenAIChatClient(model with { Endpoint = endpoint, ApiKey = key }, _http);
    }

    public void Dispose() => _http.Dispose();

    // Keys read from secret stores often end in a newline; an empty variable is how many servers are told "no key".
    private static string? Blank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static HttpClient CreateHttp()
    {
        var connections = new SocketsHttpHandler
        {
            // The clients live as long as the host, addresses do not.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            // A redirect would take the key and the conversation where nobody sent them.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        return new HttpClient(new AnswerLimit(MaxAnswerBytes) { InnerHandler = connections }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Reads each answer whole, up to a bound; the SDK itself has none.</summary>
    private sealed class AnswerLimit(long bytes) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                await response.Content.LoadIntoBufferAsync(bytes, cancellationToken).ConfigureAwait(false);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
