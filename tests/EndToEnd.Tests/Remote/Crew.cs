using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Remote;

/// <summary>A leader with a remote member, and the calls of its workers, one by one.</summary>
public static class Crew
{
    /// <summary>The team; what stands in <c>remote</c> besides the queue is the test's.</summary>
    public static TeamSketch Team(string remote = "lease: 60s", string id = "crew") =>
        new(id) { Remotes = [("coder", "queue: coders, " + remote)] };

    /// <summary>The leader delegates each task in its first turn, and then says what came of them.</summary>
    public static void Script(Stage stage, params string[] tasks) => stage.Chat.Answers = request => request.Turn == 1
        ? ChatAnswer.Call([.. tasks.Select((task, index) => ChatCall.Delegate($"d{index}", "coder", task))])
        : ChatAnswer.Say("Done: " + string.Join("; ", request.Results));

    /// <summary>Starts a run in which these tasks wait for workers.</summary>
    public static Task<string> StartAsync(Stage stage, params string[] tasks)
    {
        Script(stage, tasks);
        return stage.Api.StartRunAsync("crew", "Go");
    }

    /// <summary>Leases the work that has waited the longest; waits until there is some.</summary>
    public static async Task<JsonElement> LeaseAsync(this ApiClient api, string worker = "ann", string queue = "coders")
    {
        while (true)
        {
            var answer = await api.PostAsync($"work/{queue}/lease", new { worker, wait = 20 });
            if (answer.Status != 204) return answer.Expect(200).Json;
        }
    }

    /// <summary>Leases so much work, by task.</summary>
    public static async Task<Dictionary<string, JsonElement>> LeaseAllAsync(this ApiClient api, int count)
    {
        var leases = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        while (leases.Count < count)
        {
            var lease = await api.LeaseAsync();
            leases[lease.Text("task")!] = lease;
        }

        return leases;
    }

    public static Task<ApiResponse> HeartbeatAsync(this ApiClient api, JsonElement lease) =>
        api.PostAsync($"work/{lease.Text("workId")}/heartbeat", new { token = lease.Text("token") });

    public static Task<ApiResponse> ReportAsync(this ApiClient api, JsonElement lease, params object[] events) =>
        api.PostAsync($"work/{lease.Text("workId")}/events", new { token = lease.Text("token"), events });

    public static Task<ApiResponse> CompleteAsync(this ApiClient api, JsonElement lease, string output) =>
        api.PostAsync($"work/{lease.Text("workId")}/complete", new { token = lease.Text("token"), output });

    public static Task<ApiResponse> AskAsync(this ApiClient api, JsonElement lease, string id) =>
        api.PostAsync($"work/{lease.Text("workId")}/ask", new
        {
            token = lease.Text("token"),
            id,
            kind = "confirmation",
            tool = new { name = "push", arguments = new { branch = "main" } },
        });

    public static Task<ApiResponse> AnswerAsync(this ApiClient api, JsonElement lease, string id) => api.SendAsync(
        HttpMethod.Get, $"work/{lease.Text("workId")}/ask/{id}?wait=20", null, ("x-work-token", lease.Text("token")!));

    /// <summary>A model call with ten tokens in and five out, and a tool call.</summary>
    public static object[] Steps(string id) =>
    [
        new
        {
            id = id
                + "-m", type = "modelCall", name = "small", startedAt = "2026-11-30T10:00:00Z", endedAt = "2026-11-30T10:00:02Z",
            usage = new { inputTokens = 10, outputTokens = 5 },
        },
        new
        {
            id = id + "-t", type = "toolCall", name = "ls", startedAt = "2026-11-30T10:00:02Z", endedAt = "2026-11-30T10:00:03Z",
            arguments = new { path = "/" }, result = "a b",
        },
    ];

    /// <summary>Kills the host, and starts it again.</summary>
    public static async Task CrashAsync(this Stage stage)
    {
        await stage.KillAsync();
        stage.Traffic.Thaw();
        await stage.StartHostAsync();
    }

    /// <summary>The code of a refusal.</summary>
    public static string? Code(this ApiResponse answer, int status) => answer.ExpectProblem(status).Json.Text("code");
}
