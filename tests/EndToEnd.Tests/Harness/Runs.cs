using System.Text.Json;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>What tests do with runs, in the words of the contract.</summary>
public static class Runs
{
    private static readonly string[] Final = ["completed", "failed", "cancelled"];

    /// <summary>Starts a run, expecting 202, and returns its id.</summary>
    public static async Task<string> StartRunAsync(this ApiClient api, string team, string message, string? session = null)
    {
        var response = await api.PostAsync(
            $"teams/{team}/runs", session is null ? new { message } : new { message, sessionId = session });
        return response.Expect(202).Json.At("runId").GetString()!;
    }

    public static async Task<JsonElement> RunAsync(this ApiClient api, string runId) =>
        (await api.GetAsync($"runs/{runId}")).Expect(200).Json;

    /// <summary>Waits for a status; fails at once when the run ended otherwise.</summary>
    public static async Task<JsonElement> UntilAsync(this ApiClient api, string runId, string status) =>
        await api.UntilAsync(runId, status, _ => true);

    /// <summary>Waits for a status with something more; fails at once when the run ended otherwise.</summary>
    public static async Task<JsonElement> UntilAsync(
        this ApiClient api, string runId, string status, Func<JsonElement, bool> holds)
    {
        var last = default(JsonElement);
        try
        {
            await Wait.UntilAsync($"run {runId} is {status}", async () =>
            {
                last = await api.RunAsync(runId);
                var now = last.Text("status")!;
                if (now == status && holds(last)) return true;
                return Final.Contains(now)
                    ? throw new Xunit.Sdk.XunitException($"Expected {status}, the run ended: {last.GetRawText()}")
                    : false;
            });
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(
                $"{exception.Message}{Environment.NewLine}"
                    + $"{(last.ValueKind == JsonValueKind.Undefined ? "" : last.GetRawText())}");
        }

        return last;
    }

    /// <summary>Waits until the run is paused and returns its one pending requirement.</summary>
    public static async Task<JsonElement> UntilPausedAsync(this ApiClient api, string runId)
    {
        var run = await api.UntilAsync(runId, "paused", run => run.Pending().Count > 0);
        return Assert.Single(run.Pending());
    }

    /// <summary>The requirements of a run in the inbox that wait for a person.</summary>
    public static async Task<IReadOnlyList<JsonElement>> PendingAsync(this ApiClient api, string runId) =>
        (await api.GetAsync($"approvals?status=pending&runId={runId}")).Expect(200).Json.Items("items");

    public static Task<ApiResponse> ResolveAsync(
        this ApiClient api, string requirementId, string decision, string? note = null) =>
        api.PostAsync($"approvals/{requirementId}/resolve", new { decision, note, by = "ann" });

    public static Task<ApiResponse> ApproveAsync(this ApiClient api, JsonElement requirement) =>
        api.ResolveAsync(requirement.At("requirementId").GetString()!, "approve");

    public static Task<ApiResponse> ContinueAsync(this ApiClient api, string runId, params object[] decisions) =>
        api.PostAsync($"runs/{runId}/continue", new { decisions });

    /// <summary>All events, read in pages.</summary>
    public static async Task<IReadOnlyList<JsonElement>> EventsAsync(this ApiClient api, string runId, int limit = 100)
    {
        var events = new List<JsonElement>();
        while (true)
        {
            var after = events.Count == 0 ? 0 : events[^1].Number("sequence");
            var page = await api.SendAsync(
                HttpMethod.Get, $"runs/{runId}/events?after={after}&limit={limit}", null, ("Accept", "application/json"));
            var items = page.Expect(200).Json.Items("items");
            events.AddRange(items);
            if (items.Count < limit) return events;
        }
    }

    /// <summary>The conversation of a member run; of the leader where none is named.</summary>
    public static async Task<IReadOnlyList<JsonElement>> MessagesAsync(
        this ApiClient api, string runId, string? memberRunId = null)
    {
        var path = $"runs/{runId}/messages" + (memberRunId is null ? "" : $"?memberRunId={Uri.EscapeDataString(memberRunId)}");
        return (await api.GetAsync(path)).Expect(200).Json.Items("items");
    }
}
