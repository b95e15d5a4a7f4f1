using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Client;

/// <summary>A host to ask, and where and how the answers are written.</summary>
/// <param name="Client">The host.</param>
/// <param name="Output">Where the answers go.</param>
/// <param name="Paint">The colours.</param>
/// <param name="Json">Whether answers are JSON, one object a line.</param>
internal sealed record HostTalk(HostClient Client, TextWriter Output, Paint Paint, bool Json)
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a line.</summary>
    public Task SayAsync(string line) => Output.WriteLineAsync(line);

    /// <summary>Writes an answer of the host as a line of JSON.</summary>
    public async Task SayAsync(JsonElement answer)
    {
        await Output.WriteLineAsync(JsonSerializer.Serialize(answer, Compact));
        await Output.FlushAsync();
    }

    /// <summary>The command line with this command, for this host.</summary>
    public string Command(string command) => ProgramName.Command(command, Client.Server);

    /// <summary>Writes a run: its answer, its error, or what it waits for.</summary>
    /// <returns>The exit code that says how the run stands.</returns>
    public async Task<int> RunAsync(JsonElement run)
    {
        if (Json) await SayAsync(run);
        else await TellAsync(run);
        return run.Text("status") switch
        {
            "paused" => ExitCodes.Paused,
            "failed" or "cancelled" => ExitCodes.Failed,
            _ => ExitCodes.Done,
        };
    }

    /// <summary>Writes what a requirement asks, and how it is answered.</summary>
    public async Task RequirementAsync(JsonElement requirement)
    {
        var (id, kind, tool) = (requirement.Text("requirementId"), requirement.Text("kind"), requirement.Member("tool"));
        await SayAsync(
            $"{Paint.Of(Tone.Attention, id)}  {OneLine.Of(kind)}  {OneLine.Of(requirement.Text("memberId"), 40)}  "
                + $"{OneLine.Of(tool.Text("name"))}({OneLine.Of(tool.Text("arguments"), 200)})  "
                + Paint.Of(Tone.Faint, Waiting(requirement)));
        foreach (var field in requirement.Items("inputFields"))
        {
            await SayAsync(
                $"    {OneLine.Of(field.Text("name"))} ({OneLine.Of(field.Text("type"))})  "
                    + OneLine.Of(field.Text("description"))
                    + (field.Text("value") is { Length: > 0 } value ? $"  [{OneLine.Of(value)}]" : ""));
        }

        var hints = kind switch
        {
            "userInput" => [$"answer {id} FIELD=VALUE"],
            "externalExecution" => [$"answer {id} --result TEXT"],
            "unknownOutcome" => [$"answer {id} --retry", $"answer {id} --skip"],
            _ => new[] { $"approve {id}", $"reject {id}" },
        };
        foreach (var hint in hints) await SayAsync("    " + Command(hint));
    }

    private async Task TellAsync(JsonElement run)
    {
        var (id, status) = (run.Text("runId"), run.Text("status"));
        if (status == "completed")
        {
            await SayAsync(Readable(run.Member("output").Text("text")));
            return;
        }

        var tone = status is "failed" or "cancelled" ? Tone.Bad : status == "paused" ? Tone.Attention : Tone.Work;
        var error = run.Member("error");
        await SayAsync($"{id}  {Paint.Of(tone, OneLine.Of(status))}"
            + (error.Text("code").Length > 0
                ? $"  {OneLine.Of(error.Text("code"))}: {OneLine.Of(error.Text("message"), 1000)}"
                : ""));
        foreach (var requirement in run.Items("requirements").Where(one => one.Text("status") == "pending"))
            await RequirementAsync(requirement);
    }

    // The answer may have many lines; nothing in it may steer the terminal.
    private static string Readable(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => rune.Value is '\n' or '\t' || !System.Text.Rune.IsControl(rune)));

    private static string Waiting(JsonElement requirement)
    {
        if (requirement.Time("createdAt") is not { } since) return "";
        var waits = $"since {since.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}";
        return requirement.Time("expiresAt") is { } until
            ? $"{waits}, until {until.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}"
            : waits;
    }
}
