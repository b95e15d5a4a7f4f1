using System.Net.Http.Headers;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Json;

namespace DurableTeams.Tools.Http;

/// <summary>Makes the request of an HTTP tool's call.</summary>
internal static class HttpToolRequest
{
    /// <summary>The request: GET with the arguments as query, anything else with a JSON body.</summary>
    /// <exception cref="DefinitionException">The definition cannot be used: a variable is not set, the address is none, or a
    /// header cannot be sent.</exception>
    public static HttpRequestMessage Create(
        HttpToolDefinition http, ToolInvocation invocation, IDefinitionEnvironment environment)
    {
        var address = EnvironmentReferences.Expand(http.Url, environment);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            // Not the expanded address, which may hold a secret.
            throw Unusable($"its url {DefinitionView.MaskAddress(http.Url)} is no http or https address");
        }

        var method = HttpMethod.Parse(http.Method.ToUpperInvariant());
        var request = new HttpRequestMessage(method, url);
        if (method == HttpMethod.Get)
        {
            request.RequestUri = HttpToolQuery.Add(url, invocation.Arguments);
            // An empty body, since .NET repeats a request without a body by itself, up to three times, when the server closes
            // the connection instead of answering. The team file alone says how often a tool is called.
            request.Content = new ByteArrayContent([]);
        }
        else
        {
            request.Content = new ByteArrayContent(
                JsonSerializer.SerializeToUtf8Bytes(invocation.Arguments, ContractJson.Compact));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in http.Headers) Set(request, name, EnvironmentReferences.Expand(value, environment).Trim());
        request.Headers.Remove(IdempotencyHeader.Name);
        request.Headers.TryAddWithoutValidation(IdempotencyHeader.Name, IdempotencyHeader.Encode(invocation.IdempotencyKey));
        return request;
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (value.Any(c => c is (< ' ' or > '~') and not '\t'))
            throw Unusable($"the value of its header {name} has characters that a header cannot have");
        if (request.Headers.TryAddWithoutValidation(name, value)) return;
        request.Content!.Headers.Remove(name);
        if (!request.Content.Headers.TryAddWithoutValidation(name, value)) throw Unusable($"its header {name} cannot be sent");
    }

    private static DefinitionException Unusable(string reason) => new([new DefinitionError("tools", 0, reason)]);
}
