using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>
/// The server of the official SDK, and what stands before it: how frames are read, and the answers to questions that were asked
/// in an answer. The server keeps nothing between two requests, so any host of an app answers any of them.
/// </summary>
internal sealed class McpSite
{
    private readonly RequestDelegate _sdk;

    /// <summary>Makes it.</summary>
    /// <param name="host">The program's services.</param>
    /// <param name="wait">How long a call waits for a run.</param>
    public McpSite(IServiceProvider host, TimeSpan wait)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning)
            .AddProvider(new ForwardedLogs(host.GetRequiredService<ILoggerFactory>())));
        services.AddSingleton(host.GetRequiredService<IHostApplicationLifetime>());
        services.AddMcpServer().WithHttpTransport(transport =>
        {
            transport.SessionMode = HttpServerSessionMode.Stateless;
            transport.ConfigureSessionOptions = (http, options, _) =>
            {
                McpServerSetup.Configure(http, options, wait);
                return Task.CompletedTask;
            };
        });
        var routes = new Routes(services.BuildServiceProvider());
        routes.MapMcp();
        _sdk = routes.DataSources.SelectMany(source => source.Endpoints).Single().RequestDelegate!;
    }

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        JsonElement message = default;
        try
        {
            if (http.Request.Method == HttpMethods.Post) message = await ReadAsync(http.Request);
            await HandleAsync(http, message);
        }
        catch (ApiException exception) when (!http.Response.HasStarted)
        {
            await McpErrors.AnswerAsync(http, exception, message);
        }
        catch (Exception exception) when (http.RequestAborted.IsCancellationRequested
            && exception is OperationCanceledException or IOException)
        {
            // The client left; the run goes on, and the same call with its key finds it.
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpRequest request) =>
        await RequestBody.ReadJsonAsync(request) is { ValueKind: JsonValueKind.Object } frame
            ? frame
            : throw new ApiException(400, McpErrors.InvalidFrameCode, "The body must be one message of JSON-RPC, an object.");

    private async Task HandleAsync(HttpContext http, JsonElement message)
    {
        var request = http.Request;
        var session = McpSessions.Read(request);
        if (request.Method == HttpMethods.Delete && session is not null)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (request.Method != HttpMethods.Post)
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            throw new ApiException(
                405, "methodNotAllowed", "This address takes POST: answers come with the request they are for.");
        }

        if (message.TryGetProperty("params", out var its) && its.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            throw ApiErrors.InvalidField("params", "must be an object.");
        if (McpElicitation.RequirementOf(message) is { } requirementId)
        {
            await McpParts.Of(http).Answers.TakeAsync(http, requirementId, message);
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        http.Features.Set(new McpCaller(session?.CanBeAsked == true));
        if (McpSessions.Begin(message) is { } began) http.Response.Headers[McpSessions.Header] = began;
        // The server keeps no sessions; what this one says was read above.
        request.Headers.Remove(McpSessions.Header);
        request.Body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(message));
        request.ContentType = "application/json";
        await using var body = new McpErrorBody(http.Response);
        var sent = http.Response.Body;
        http.Response.Body = body;
        try
        {
            await _sdk(http);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            await body.EndAsync(http.RequestAborted);
        }
        finally
        {
            http.Response.Body = sent;
        }
    }

    private sealed class Routes(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }

    private sealed class ForwardedLogs(ILoggerFactory logs) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logs.CreateLogger(categoryName);

        public void Dispose()
        {
            // The program's own.
        }
    }
}
