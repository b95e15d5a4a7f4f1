using System.Globalization;
using System.Net.Sockets;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Outbound;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Tools.Http;

/// <summary>
/// Tools behind HTTP endpoints. The body of a 2xx answer is the result. 408, 429, 5xx and broken connections may pass. Any
/// other answer is an error: the model is told the status and the start of the body. Redirects are not followed, since they
/// would take arguments and headers to an address that no team file names. The addresses of team files are trusted, plain http
/// and private networks included, unless <see cref="ToolNetworks"/> closes those. Arguments never change where a call goes.
/// </summary>
internal sealed partial class HttpTool(IHttpClientFactory clients, IDefinitionEnvironment environment) : IToolKind
{
    /// <summary>The named client of tool calls.</summary>
    public const string Client = "DurableTeams.Tools";

    private const int MaxErrorBody = 2_000;
    private const int MaxLocation = 200;
    private const int MaxErrorRead = 64 * 1024;

    public ToolSource Source => new("http");

    public static void AddServices(IServiceCollection services) => ToolConnections.Add(services, Client);

    public ToolDescription? Describe(TeamDefinition team, string toolName) =>
        team.Tools.TryGetValue(toolName, out var tool) && tool.Http is not null
            ? new ToolDescription(toolName, tool.Description ?? "", ToolSchemas.Of(tool.Parameters), tool.Approval, tool)
            {
                Origin = new ToolOrigin(Source, toolName),
                IsPinned = true,
            }
            : null;

    public async Task<ToolOutcome> InvokeAsync(
        ToolDescription tool, ToolInvocation invocation, ToolAttempt attempt, CancellationToken cancellationToken)
    {
        var secrets = Redaction.Of(tool.Definition, environment);
        using var request = HttpToolRequest.Create(tool.Definition.Http!, invocation, environment);
        using var client = clients.CreateClient(Client);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            var limit = response.IsSuccessStatusCode ? ToolResults.MaxResult : MaxErrorRead;
            var body = await BoundedBody.ReadAsync(response.Content, limit, cancellationToken, secrets.Remove)
                .ConfigureAwait(false);
            return response.IsSuccessStatusCode ? new ToolOutcome(body, Succeeded: true) : Failed(response, body, secrets);
        }
        catch (HttpRequestException failure) when (failure.InnerException is OutboundRefusedException refused)
        {
            return new ToolOutcome($"The tool's address is not called: {secrets.Remove(refused.Message)}", Succeeded: false);
        }
        catch (Exception failure) when (
            (failure is HttpRequestException or IOException or SocketException) && !cancellationToken.IsCancellationRequested)
        {
            return new ToolOutcome(
                $"The connection to the tool failed: {secrets.Remove(failure.Message)}",
                Succeeded: false,
                Transient: true,
                Unknown: !NotSentCheck.Is(failure));
        }
    }

    private static ToolOutcome Failed(HttpResponseMessage response, string body, Redaction secrets)
    {
        var status = (int)response.StatusCode;
        var text = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}");
        if (status is >= 300 and <= 399)
        {
            var target = response.Headers.Location is { } location
                ? Start(secrets.Remove(location.OriginalString), MaxLocation)
                : "nowhere";
            text += $" (a redirect to {target}; redirects are not followed)";
        }

        if (body.Length > 0) text += $": {Start(body, MaxErrorBody)}";
        return new ToolOutcome(
            text, Succeeded: false, Transient: status is 408 or 429 or >= 500, Unknown: status is 408 or >= 500)
        {
            RetryAfter = RetryAfterHeader.Of(response.Headers, DateTimeOffset.UtcNow),
        };
    }

    private static string Start(string text, int length) => text.Length <= length ? text : text[..length] + "…";
}
