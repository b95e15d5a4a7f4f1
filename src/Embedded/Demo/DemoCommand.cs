using System.Globalization;
using System.Text.Json;

namespace DurableTeams.Embedded.Demo;

/// <summary>
/// Plays the main job without anybody's help: a run starts, a member pauses for approval, the serving process is killed, a new
/// one starts, the approval arrives, the tool runs exactly once, the answer is printed.
/// </summary>
internal static class DemoCommand
{
    private const string Message = "Tell our readers that version 1.0 is out.";

    /// <summary>Plays the demo.</summary>
    /// <returns>0 if the tool ran exactly once and the answer came, 1 otherwise.</returns>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Say("DurableTeams demo: a team of agents, a person, and a process that dies in between.");
        Say("The models are scripted: a file says what they answer. The tool calls, the approval and the kill are real.");
        Say("");
        var directory = Directory.CreateTempSubdirectory("durableteams-demo-");
        try
        {
            await using var tool = await DemoToolServer.StartAsync(cancellationToken);
            var teams = DemoTeam.Write(directory, tool.Url);
            return await PlayAsync(teams, Path.Combine(directory.FullName, "data"), tool, cancellationToken);
        }
        catch (DemoFailedException failed)
        {
            Say($"The demo failed: {failed.Message}");
            return 1;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<int> PlayAsync(string teams, string data, DemoToolServer tool, CancellationToken cancellationToken)
    {
        string runId, requirementId;
        await using (var first = await DemoHost.StartAsync(teams, data, cancellationToken))
        {
            Step(1, $"A host serves the team 'newsroom' (process {first.ProcessId}).");
            var run = await first.PostAsync(
                "teams/newsroom/runs", new { message = Message }, cancellationToken);
            runId = run.GetProperty("runId").GetString()!;
            Step(2, $"\"{Message}\" A run starts: {runId}");
            run = await first.WaitForAsync(runId, "paused", cancellationToken);
            foreach (var member in run.GetProperty("members").EnumerateArray())
            {
                Say($"       {Text(member, "memberId"),-16}{Text(member, "status"),-11}{Text(member, "output")}");
            }

            var requirement = run.GetProperty("requirements")[0];
            requirementId = requirement.GetProperty("requirementId").GetString()!;
            var call = requirement.GetProperty("tool");
            Step(
                3, $"The run is paused: {Text(requirement, "memberId")} wants to call "
                    + $"{Text(call, "name")}({call.GetProperty("arguments").GetRawText()}).");
            Say("       A person must approve the call. Nothing was sent so far: "
                + string.Create(CultureInfo.InvariantCulture, $"the tool has been called {tool.Calls.Count} times."));
            first.Kill();
            Step(4, $"kill -9 {first.ProcessId}. The process is gone, in the middle of the run.");
        }

        await using var second = await DemoHost.StartAsync(teams, data, cancellationToken);
        Step(5, $"A new host starts on the same data (process {second.ProcessId}).");
        var paused = await second.GetAsync($"runs/{runId}", cancellationToken);
        Say($"       The run is still there: {Text(paused, "status")}, "
            + $"with {paused.GetProperty("requirements").GetArrayLength()} question to a person.");
        await second.PostAsync(
            $"approvals/{requirementId}/resolve", new { decision = "approve", by = "demo" }, cancellationToken);
        Step(6, "The person approves. Nobody does anything else: the run goes on by itself.");
        var ended = await second.WaitForAsync(runId, "completed", cancellationToken);
        Step(7, $"The run is {Text(ended, "status")}. The answer:");
        Say("");
        Say($"       {Text(ended.GetProperty("output"), "text")}");
        Say("");
        foreach (var sent in tool.Calls) Say($"       The tool was called with Idempotency-Key {sent}.");
        Say("       What happened, as recorded:");
        var events = await second.GetAsync($"runs/{runId}/events", cancellationToken);
        foreach (var item in events.GetProperty("items").EnumerateArray())
        {
            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"       {item.GetProperty("sequence").GetInt64(),4}  {Text(item, "type"),-20}{Text(item, "memberId")}"));
        }

        Say("");
        var good = tool.Calls.Count == 1 && Text(ended.GetProperty("output"), "text").Length > 0;
        Say(good
            ? "One run, one kill, one approval, one call of the tool: nothing lost, nothing repeated."
            : string.Create(CultureInfo.InvariantCulture, $"WRONG: the tool was called {tool.Calls.Count} times."));
        return good ? 0 : 1;
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;

    private static void Step(int number, string text) =>
        Say(string.Create(CultureInfo.InvariantCulture, $"  {number}.   {text}"));

    private static void Say(string text) => Console.Out.WriteLine(text);
}
