using System.Globalization;
using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Display;

/// <summary>Writes an event as a line for people.</summary>
/// <param name="paint">The colours.</param>
/// <param name="command">Makes a command line of a command, for what a person has to do.</param>
/// <param name="content">Whether lines have what people, models and tools said. A log keeps lines for long, and is read by
/// others.</param>
internal sealed class EventText(Paint paint, Func<string, string> command, bool content = true)
{
    private const int WhoWidth = 16;

    /// <summary>The line; null for an event that tells people nothing, such as an answer of a model.</summary>
    /// <param name="item">The event.</param>
    /// <param name="facts">What is known of its run, for its first and last event.</param>
    /// <param name="showRun">Whether the line names the run: where events of several runs are mixed.</param>
    public string? Of(EventLine item, RunFacts? facts = null, bool showRun = true)
    {
        if (Tell(item, facts) is not var (tone, what, detail)) return null;
        var who = OneLine.Of(item.MemberId ?? facts?.TeamId ?? "", 40).PadRight(WhoWidth);
        var time = item.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return string.Join(
            "  ",
            new[]
            {
                paint.Of(Tone.Faint, time), showRun ? paint.Of(Tone.Faint, item.RunId) : "", who, paint.Of(tone, what), detail,
            }.Where(part => part.Length > 0)).TrimEnd();
    }

    private (Tone Tone, string What, string Detail)? Tell(EventLine item, RunFacts? facts)
    {
        var data = item.Data;
        return item.Type switch
        {
            RunEventTypes.RunStarted => (Tone.Work, "started", Content(facts?.Input)),
            RunEventTypes.RunPaused => (Tone.Attention, "paused", Pending(data)),
            RunEventTypes.RunContinued => (Tone.Work, "goes on", ""),
            RunEventTypes.RunCompleted => (Tone.Good, "completed", Join(Cost(facts), Said(data, "output"))),
            RunEventTypes.RunFailed => (Tone.Bad, "failed", Join(Cost(facts), Error(data))),
            RunEventTypes.RunCancelled => (Tone.Bad, "cancelled", Cost(facts)),
            RunEventTypes.MemberRunStarted => (Tone.Work, "works", ""),
            RunEventTypes.MemberRunCompleted => (Tone.Good, "is done", Said(data, "output")),
            RunEventTypes.MemberRunFailed => (Tone.Bad, "failed", Error(data)),
            RunEventTypes.ToolCallStarted => (Tone.Work, "calls", Call(data)),
            RunEventTypes.ToolCallCompleted => (Tone.Plain, "called", OneLine.Of(data.Text("name"))),
            RunEventTypes.ToolCallFailed => (Tone.Bad, "call failed", Join(OneLine.Of(data.Text("name")), Error(data))),
            RunEventTypes.ToolCallProgress => (
                Tone.Plain, "tells", Join(OneLine.Of(data.Text("name")), Content(data.Text("text")))),
            RunEventTypes.HookIntervened => (
                data.Text("did") is "blocked" or "failed" ? Tone.Bad : Tone.Attention,
                $"hook {OneLine.Of(data.Text("hook"))} {OneLine.Of(data.Text("did"))}",
                Join(OneLine.Of(data.Text("name")), Content(data.Text("reason")))),
            RunEventTypes.RequirementCreated => (Tone.Attention, Waits(data.Text("kind")), Join(
                Call(data.Member("tool")), "-> " + Hint(data.Text("kind"), data.Text("requirementId")))),
            RunEventTypes.RequirementResolved => Resolved(data),
            RunEventTypes.HandoffOccurred => (
                Tone.Work, "hands over", Join($"to {OneLine.Of(data.Text("to"))}", Content(data.Text("reason")))),
            RunEventTypes.ModelCallCompleted or RunEventTypes.TaskUpdated or RunEventTypes.ContentDelta
                or RunEventTypes.ReasoningDelta or RunEventTypes.ToolCallDelta => null,
            _ => (Tone.Plain, Words(item.Type), Named(data)),
        };
    }

    private static string Waits(string kind) => kind switch
    {
        "userInput" => "waiting for an answer",
        "externalExecution" => "waiting for a result",
        "unknownOutcome" => "waiting for a decision",
        _ => "waiting for approval",
    };

    private string Hint(string kind, string id) => command(kind switch
    {
        "userInput" => $"answer {id} FIELD=VALUE",
        "externalExecution" => $"answer {id} --result TEXT",
        "unknownOutcome" => $"answer {id} --retry, or --skip",
        _ => $"approve {id}",
    });

    private static (Tone Tone, string What, string Detail) Resolved(JsonElement data)
    {
        var status = data.Text("status");
        var by = OneLine.Of(data.Text("by"));
        return (
            status is "rejected" or "expired" or "cancelled" ? Tone.Bad : Tone.Good,
            OneLine.Of(status.Length > 0 ? status : "decided"),
            Join(by.Length > 0 ? $"by {by}" : "", data.Text("requirementId")));
    }

    private static string Pending(JsonElement data)
    {
        var count = data.Items("requirements").Count();
        return count == 1
            ? "until a person decides"
            : string.Create(CultureInfo.InvariantCulture, $"until people make {count} decisions");
    }

    private static string Cost(RunFacts? facts)
    {
        if (facts?.Took is not { } took) return "";
        var time = took.TotalSeconds < 1 ? took.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms"
            : took.TotalSeconds < 100 ? took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
            : took.ToString(took.TotalDays < 1 ? @"h\:mm\:ss" : @"d\d\ h\:mm", CultureInfo.InvariantCulture);
        return "in " + time + (facts.Tokens is { } tokens
            ? string.Create(CultureInfo.InvariantCulture, $", {tokens:N0} tokens")
            : "");
    }

    private string Content(string? text, int longest = 100) => content ? OneLine.Of(text, longest) : "";

    private string Call(JsonElement call) =>
        OneLine.Of(call.Text("name")) + (content ? $"({OneLine.Of(call.Text("arguments"))})" : "");

    private string Error(JsonElement data)
    {
        var error = data.Member("error");
        return error.ValueKind == JsonValueKind.Object
            ? Join(OneLine.Of(error.Text("code")), Content(error.Text("message"), 200))
            : Content(data.Text("error"), 200);
    }

    private string Said(JsonElement data, string name) =>
        Content(data.Member(name) is { ValueKind: JsonValueKind.Object } output ? output.Text("text") : data.Text(name));

    /// <summary>What an event without words of its own is about.</summary>
    private static string Named(JsonElement data) => OneLine.Of(string.Join(
        ", ",
        new[] { "section", "owner", "phase", "round", "worker", "queue" }.Select(name => data.Text(name))
            .Where(text => text.Length > 0)));

    // WorkLeased: work leased.
    private static string Words(string type) => OneLine.Of(string.Concat(type.Select((letter, at) =>
        char.IsUpper(letter) ? (at > 0 ? " " : "") + char.ToLowerInvariant(letter) : letter.ToString())));

    private static string Join(params string[] parts) => string.Join("  ", parts.Where(part => part.Length > 0));
}
