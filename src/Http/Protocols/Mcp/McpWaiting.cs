using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using DurableTeams.Services.Events;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>Waits for a run within a call, tells how far it is, and asks the person at the client what the run asks.</summary>
internal sealed class McpWaiting(HttpContext http, McpParts parts, RequestContext<CallToolRequestParams> request)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly bool _asks = McpRevision.CanBeAsked(http, request.JsonRpcRequest);
    private readonly bool _isNewest = McpRevision.IsNewest(request.JsonRpcRequest);

    /// <summary>The result of the run, or how it stands when the time is over or the host stops.</summary>
    /// <param name="run">The run.</param>
    /// <param name="after">The event after which it is told.</param>
    /// <param name="time">How long to wait.</param>
    /// <param name="done">The requirements that are not to be asked about again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InputRequiredException">The client is to ask, and to call again.</exception>
    public async Task<CallToolResult> WaitAsync(
        RunRecord run, long after, TimeSpan time, HashSet<string> done, CancellationToken cancellationToken)
    {
        // What waits already is asked however short the time is.
        if (run.Status == RunStatus.Paused)
            Ask(run, await parts.Stretch.PendingAsync(run.RunId, cancellationToken), done);
        using var over = new CancellationTokenSource(time, parts.Time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, over.Token,
            http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            await FollowAsync(run, after, done, ends.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The run goes on without this call.
        }

        var now = await parts.Runs.GetAsync(run.RunId, cancellationToken);
        return McpResults.Of(await parts.Views.RunAsync(now, cancellationToken), parts.Address.Value);
    }

    private async Task FollowAsync(RunRecord run, long after, HashSet<string> done, CancellationToken cancellationToken)
    {
        var progress = new McpProgress(request.Server, request.Params.ProgressToken);
        while (true)
        {
            StretchEnd? end = null;
            await foreach (var part in parts.Stretch.FollowAsync(run.RunId, after, EventParts.None, cancellationToken))
            {
                if (part.End is null || part.Events.Count > 0) await progress.TellAsync(part.Events, cancellationToken);
                if (part.Events.Count > 0) after = part.Events[^1].Sequence;
                end = part.End;
            }

            if (end is null || end.Pending.Count == 0) return;
            Ask(run, end.Pending, done);
            if (!_asks || _isNewest) return;
            // Its answers come in requests of their own, perhaps to another host; here they are seen as events of the run.
            foreach (var requirement in end.Pending.Where(requirement => done.Add(requirement.RequirementId)))
            {
                await SendAsync(McpElicitation.Request(requirement, parts.Requirements.Of(requirement)), cancellationToken);
            }

            after = await parts.Stretch.LastAsync(run.RunId, cancellationToken);
            await parts.Store.WaitForEventAsync(run.RunId, after, Silence, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await progress.TellAsync([], cancellationToken);
        }
    }

    // Where questions are results, this call ends with them.
    private void Ask(RunRecord run, IReadOnlyList<RequirementRecord> pending, HashSet<string> done)
    {
        var open = pending.Where(requirement => !done.Contains(requirement.RequirementId)).ToList();
        if (open.Count == 0 || !_asks || !_isNewest) return;
        throw new InputRequiredException(
            open.ToDictionary(
                requirement => requirement.RequirementId,
                requirement => McpElicitation.Input(requirement, parts.Requirements.Of(requirement)), StringComparer.Ordinal),
            new McpRequestState(run.RunId, [.. done]).Write());
    }

    // The SDK sends no requests without a session. This call's own answer is the place for them, and nothing else writes to it
    // meanwhile.
    private async Task SendAsync(JsonObject message, CancellationToken cancellationToken)
    {
        var body = http.Response.Body;
        await body.WriteAsync("event: message\ndata: "u8.ToArray(), cancellationToken);
        await body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(message, ContractJson.Answers), cancellationToken);
        await body.WriteAsync("\n\n"u8.ToArray(), cancellationToken);
        await body.FlushAsync(cancellationToken);
    }
}
