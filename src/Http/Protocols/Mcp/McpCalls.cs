using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Services;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

#pragma warning disable MCPEXP002 // Results that are tasks.

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>Answers <c>tools/call</c> within one request.</summary>
internal sealed partial class McpCalls(HttpContext http, McpParts parts, TimeSpan wait)
{
    private const string KeyPrefix = "mcp:";
    private const string MetaKey = "Idempotency-Key";
    private const int MaxIdLength = 200;
    private const int MaxReasonLength = 1_000;

    /// <summary>Calls a tool.</summary>
    public async ValueTask<ResultOrAlternate<CallToolResult>> CallAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        try
        {
            return await HandleAsync(request, cancellationToken);
        }
        catch (ApiException exception)
        {
            return McpResults.Error(exception.Code, exception.Message);
        }
        catch (StoreUnavailableException)
        {
            return McpResults.Error(
                "storageUnavailable",
                "The storage cannot be reached at the moment. Nothing is lost; call again with the same key.");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or McpException or InputRequiredException))
        {
            // Deliberately everything: the SDK would say neither what nor where.
            LogFailure(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("DurableTeams.Http"), exception);
            return McpResults.Error("internal", "The host failed to answer this call; its log says why.");
        }
    }

    private async Task<ResultOrAlternate<CallToolResult>> HandleAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        // The SDK passes on what has none.
        if (request.Params is null) throw McpErrors.Of(ApiErrors.InvalidField("params", "is required."));
        var name = request.Params.Name;
        var arguments = new BodyFields(JsonSerializer.SerializeToElement(
            request.Params.Arguments ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal)), "");
        if (name == McpTools.CancelRun) return await CancelAsync(arguments.Only("runId", "reason"), cancellationToken);
        if (name == McpTools.GetRun)
        {
            arguments.Only("runId", "waitSeconds");
            return await GoOnAsync(request, arguments.RequiredText("runId"), null, Wait(arguments), cancellationToken);
        }

        if (parts.Teams.Find(name) is null) throw McpErrors.Of(ApiErrors.NotFound("team", name));
        var start = Read(arguments);
        var time = Wait(arguments);
        if (McpRequestState.Of(request.Params) is { } state)
            return await GoOnAsync(request, state.RunId, name, time, cancellationToken);
        var run = await StartAsync(name, start, Key(request.Params, arguments), cancellationToken);
        return McpTasks.IsWanted(request.JsonRpcRequest)
            ? McpTaskCreated.Of(run)
            : await new McpWaiting(http, parts, request).WaitAsync(run, 0, time, [], cancellationToken);
    }

    private static StartRunRequest Read(BodyFields arguments)
    {
        arguments.Only("message", "sessionId", "idempotencyKey", "waitSeconds");
        return new StartRunRequest(arguments.RequiredText("message"), arguments.OptionalId("sessionId", MaxIdLength));
    }

    private TimeSpan Wait(BodyFields arguments)
    {
        if (arguments.OptionalValue("waitSeconds") is null) return wait;
        var seconds = arguments.OptionalCount("waitSeconds");
        return seconds <= wait.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw ApiErrors.InvalidField("waitSeconds", $"must be at most {wait.TotalSeconds} ({McpWait.Setting}).");
    }

    // Our own members send their key beside the arguments.
    private static string? Key(CallToolRequestParams call, BodyFields arguments)
    {
        var key = arguments.OptionalText("idempotencyKey", McpTools.MaxKeyLength)
            ?? (call.Meta?[MetaKey]?.GetValueKind() == JsonValueKind.String ? call.Meta[MetaKey]!.GetValue<string>() : null);
        return key is null ? null : key.Length > 0
            ? KeyPrefix + key
            : throw ApiErrors.InvalidField("idempotencyKey", "must not be empty.");
    }

    private async Task<RunRecord> StartAsync(
        string teamId, StartRunRequest start, string? key, CancellationToken cancellationToken)
    {
        if (key is null || await parts.Runs.FindStartedAsync(teamId, key, cancellationToken) is null)
            HttpParts.Of(http).Starts.Count();
        var call = CallContext.Of(http);
        return await parts.Runs.StartAsync(teamId, start, key, call.TraceParent, call.Client, cancellationToken);
    }

    /// <summary>Goes on with a run, after the answers to what it asked, where the call brings some.</summary>
    private async Task<ResultOrAlternate<CallToolResult>> GoOnAsync(
        RequestContext<CallToolRequestParams> request, string runId, string? teamId, TimeSpan time,
        CancellationToken cancellationToken)
    {
        var run = await parts.Runs.GetAsync(runId, cancellationToken);
        if (teamId is not null && run.TeamId != teamId) throw ApiErrors.NotFound("run", runId);
        var state = McpRequestState.Of(request.Params);
        if (state is not null && state.RunId != runId) throw ApiErrors.InvalidField("requestState", "is another run's.");
        var after = await parts.Stretch.LastAsync(runId, cancellationToken);
        var done = new HashSet<string>(state?.Done ?? [], StringComparer.Ordinal);
        if (request.Params.InputResponses is { Count: > 0 } responses)
        {
            done.UnionWith(await parts.Answers.TakeAsync(
                http, runId, responses.Select(one => KeyValuePair.Create(one.Key, one.Value.RawValue)), cancellationToken));
        }

        return await new McpWaiting(http, parts, request).WaitAsync(run, after, time, done, cancellationToken);
    }

    private async Task<ResultOrAlternate<CallToolResult>> CancelAsync(BodyFields arguments, CancellationToken cancellationToken)
    {
        var run = await parts.Runs.CancelAsync(
            arguments.RequiredText("runId"), arguments.OptionalText("reason", MaxReasonLength), CallContext.Of(http).Client,
            cancellationToken);
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = $"The run {run.RunId} is being cancelled." }],
            StructuredContent = JsonSerializer.SerializeToElement(new { runId = run.RunId, teamId = run.TeamId }),
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A call of the Model Context Protocol failed")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
