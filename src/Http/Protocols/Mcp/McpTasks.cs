using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

#pragma warning disable MCPEXP002 // Methods of an extension.

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>
/// Runs as tasks: the extension of SEP-2663
/// (https://github.com/modelcontextprotocol/modelcontextprotocol/blob/main/seps/2663-tasks-extension.md). A task is a run, and
/// its inputs are requirements, so a task outlives every host.
/// </summary>
internal sealed class McpTasks(HttpContext http, McpParts parts)
{
    /// <summary>The extension.</summary>
    public const string Extension = "io.modelcontextprotocol/tasks";

    /// <summary>The status of a task that nobody is asked about.</summary>
    public const string Working = "working";

    /// <summary>How often clients are to ask.</summary>
    public const int PollMilliseconds = 1_000;

    private const string Capabilities = "io.modelcontextprotocol/clientCapabilities";

    /// <summary>Whether a client that calls takes a task for an answer.</summary>
    public static bool IsWanted(JsonRpcRequest request) => McpRevision.IsNewest(request)
        && (request.Context?.ClientCapabilities?.Extensions?.ContainsKey(Extension) == true
            || (request.Params?["_meta"] is JsonObject meta && meta[Capabilities] is JsonObject can
                && can["extensions"] is JsonObject extensions && extensions.ContainsKey(Extension)));

    /// <summary>The methods.</summary>
    public IEnumerable<McpServerRequestHandler> Handlers() =>
    [
        Handler("tasks/get", GetAsync), Handler("tasks/update", UpdateAsync), Handler("tasks/cancel", CancelAsync),
    ];

    private static McpServerRequestHandler Handler(
        string method, Func<JsonRpcRequest, string, CancellationToken, Task<JsonObject>> handle) => new()
    {
        Method = method,
        RoutingNameParameter = "taskId",
        Handler = async (context, cancellationToken) =>
        {
            var request = context.JsonRpcRequest;
            if (!McpRevision.IsNewest(request))
                throw new McpProtocolException($"{method} needs a revision of 2026-07-28 or later.", McpErrorCode.MethodNotFound);
            if (!IsWanted(request))
                throw new MissingRequiredClientCapabilityException(
                    new ClientCapabilities { Extensions = new Dictionary<string, object> { [Extension] = new JsonObject() } },
                    $"{method} needs the capability {Extension}.");
            if ((request.Params as JsonObject)?["taskId"] is not JsonValue id || !id.TryGetValue(out string? taskId))
                throw McpErrors.Of(ApiErrors.InvalidField("taskId", "is required, a string."));
            try
            {
                return await handle(request, taskId, cancellationToken);
            }
            catch (ApiException exception)
            {
                throw McpErrors.Of(exception);
            }
            catch (StoreUnavailableException)
            {
                throw McpErrors.Of(new ApiException(
                    503, "storageUnavailable", "The storage cannot be reached at the moment. Nothing is lost; try again."));
            }
        },
    };

    private async Task<JsonObject> GetAsync(JsonRpcRequest request, string taskId, CancellationToken cancellationToken)
    {
        var run = await parts.Runs.GetAsync(taskId, cancellationToken);
        var task = new JsonObject
        {
            ["resultType"] = "complete",
            ["taskId"] = taskId,
            ["status"] = Working,
            ["createdAt"] = run.CreatedAt,
            ["lastUpdatedAt"] = run.UpdatedAt,
            ["pollIntervalMs"] = PollMilliseconds,
        };
        if (run.Status == RunStatus.Cancelled)
        {
            task["status"] = "cancelled";
        }
        else if (run.Status.IsFinal())
        {
            // A run that failed is a result of the call that says so; the protocol's own failures are not for runs.
            task["status"] = "completed";
            task["result"] = JsonSerializer.SerializeToNode(
                McpResults.Of(await parts.Views.RunAsync(run, cancellationToken), parts.Address.Value),
                McpJsonUtilities.DefaultOptions);
        }
        else if (run.Status == RunStatus.Paused)
        {
            await AskAsync(request, run, task, cancellationToken);
        }

        return task;
    }

    private async Task AskAsync(JsonRpcRequest request, RunRecord run, JsonObject task, CancellationToken cancellationToken)
    {
        var pending = await parts.Stretch.PendingAsync(run.RunId, cancellationToken);
        // Clients ask once: where one person has approved and others must, those decide elsewhere.
        var open = pending.Where(requirement => requirement.Given.Count == 0).ToList();
        if (open.Count == 0 || !McpRevision.CanBeAsked(http, request))
        {
            if (pending.Count > 0)
                task["statusMessage"] = McpWords.GoesOn(await parts.Views.RunAsync(run, cancellationToken), parts.Address.Value);
            return;
        }

        task["status"] = "input_required";
        task["inputRequests"] = new JsonObject(open.Select(requirement => KeyValuePair.Create(
            requirement.RequirementId,
            (JsonNode?)new JsonObject
            {
                ["method"] = McpElicitation.Method,
                ["params"] = McpElicitation.Of(requirement, parts.Requirements.Of(requirement)),
            })));
    }

    private async Task<JsonObject> UpdateAsync(JsonRpcRequest request, string taskId, CancellationToken cancellationToken)
    {
        var run = await parts.Runs.GetAsync(taskId, cancellationToken);
        if ((request.Params as JsonObject)?["inputResponses"] is not JsonObject responses)
            throw ApiErrors.InvalidField("inputResponses", "is required, an object.");
        await parts.Answers.TakeAsync(
            http, run.RunId, responses.Select(one => KeyValuePair.Create(one.Key, JsonSerializer.SerializeToElement(one.Value))),
            cancellationToken);
        return Complete();
    }

    private async Task<JsonObject> CancelAsync(JsonRpcRequest request, string taskId, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Runs.CancelAsync(taskId, "tasks/cancel", CallContext.Of(http).Client, cancellationToken);
        }
        catch (ApiException exception) when (exception.Code == "runFinished")
        {
            // It has ended, one way or another; that is no error here.
        }

        return Complete();
    }

    private static JsonObject Complete() => new() { ["resultType"] = "complete" };
}
