using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Remote;

/// <summary>What a worker has: the work of one lease.</summary>
internal sealed record Lease(JsonElement Order)
{
    public string WorkId => Order.Text("workId")!;

    public string Token => Order.Text("token")!;

    public string MemberRunId => Order.Text("memberRunId")!;
}

/// <summary>The calls of a worker. A call that a kill of the host cut off is made again, as a worker would.</summary>
internal static class Worker
{
    public static async Task<Lease> LeaseAsync(this Stage stage, string queue = "coders", string worker = "w1")
    {
        JsonElement order = default;
        await Wait.UntilAsync($"{worker} gets work of {queue}", async () =>
        {
            var answer = await stage.Api.PostAsync($"work/{queue}/lease", new { worker, wait = 5 });
            if (answer.Status == 200) order = answer.Json;
            return answer.Status == 200;
        });
        return new Lease(order);
    }

    public static Task<ApiResponse> HeartbeatAsync(this Stage stage, Lease lease) =>
        stage.Api.PostAsync($"work/{lease.WorkId}/heartbeat", new { token = lease.Token });

    public static Task<ApiResponse> CompleteAsync(this Stage stage, Lease lease, string output) =>
        stage.Api.PostAsync($"work/{lease.WorkId}/complete", new { token = lease.Token, output });

    public static Task<ApiResponse> ReportAsync(this Stage stage, Lease lease, params object[] events) =>
        stage.Api.PostAsync($"work/{lease.WorkId}/events", new { token = lease.Token, events });

    public static Task<ApiResponse> AskAsync(this Stage stage, Lease lease, string id) => stage.Api.PostAsync(
        $"work/{lease.WorkId}/ask",
        new { token = lease.Token, id, kind = "confirmation", tool = new { name = "deploy", arguments = new { to = "prod" } } });

    public static Task<ApiResponse> AnswerAsync(this Stage stage, Lease lease, string id, int wait = 0) =>
        stage.Api.GetAsync($"work/{lease.WorkId}/ask/{id}?wait={wait}");

    public static object ModelCall(string id) => new
    {
        id,
        type = "modelCall",
        name = "claude",
        startedAt = "2026-11-30T10:00:00Z",
        endedAt = "2026-11-30T10:00:02Z",
        usage = new { inputTokens = 10, outputTokens = 2 },
        result = "thought",
    };
}
