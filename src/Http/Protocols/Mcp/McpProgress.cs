using System.Text.Json;
using DurableTeams.Storage.Records;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>Tells a caller who asked for it how far a run is; also that nothing happens, so that nobody gives up on it.</summary>
internal sealed class McpProgress(McpServer server, ProgressToken? token)
{
    private int _told;

    /// <summary>Tells what happened.</summary>
    public async Task TellAsync(IReadOnlyList<RunEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0) await SendAsync("The run goes on.", cancellationToken);
        foreach (var item in events)
        {
            if (Words(item) is { } words) await SendAsync(words, cancellationToken);
        }
    }

    /// <summary>An event in words; null where it is not worth any.</summary>
    internal static string? Words(RunEvent item) => item.Type switch
    {
        RunEventTypes.MemberRunStarted => $"{item.MemberId} begins.",
        RunEventTypes.MemberRunCompleted => $"{item.MemberId} is done.",
        RunEventTypes.MemberRunFailed => $"{item.MemberId} failed.",
        RunEventTypes.ToolCallStarted => $"{item.MemberId} calls {item.Text("name")}.",
        RunEventTypes.ToolCallProgress => $"{item.MemberId}, {item.Text("name")}: {item.Text("text")}",
        RunEventTypes.RequirementCreated => $"{item.MemberId} waits for a person about {Tool(item)}.",
        RunEventTypes.HandoffOccurred => $"{item.Text("from")} hands over to {item.Text("to")}.",
        RunEventTypes.PhaseCompleted => $"The phase {item.Text("phase")} is over.",
        _ => null,
    };

    private static string? Tool(RunEvent item) => item.Find("tool") is { ValueKind: JsonValueKind.Object } tool
        && tool.TryGetProperty("name", out var name) ? name.GetString() : null;

    private async Task SendAsync(string words, CancellationToken cancellationToken)
    {
        if (token is not { } its) return;
        await server.NotifyProgressAsync(
            its, new ProgressNotificationValue { Progress = ++_told, Message = words }, cancellationToken: cancellationToken);
    }
}
