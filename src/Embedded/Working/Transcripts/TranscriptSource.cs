using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working.Transcripts;

/// <summary>
/// Where a command's transcript is. Always read are its standard output and the file that <c>DURABLETEAMS_TRANSCRIPT</c> names; a
/// pattern adds other files.
/// </summary>
/// <param name="Pattern">Files to read besides: relative to the work's directory, with <c>~</c>, <c>*</c> and <c>**</c>; or
/// null.</param>
internal sealed record TranscriptSource(string? Pattern)
{
    /// <summary>The file that the command may write, in its directory.</summary>
    public const string DefaultFile = "transcript.jsonl";

    private const string Format = "jsonl";

    /// <summary>What the option takes, for messages.</summary>
    public const string Expected = "jsonl, or jsonl:PATTERN such as jsonl:~/.codex/sessions/**/*.jsonl";

    /// <summary>Reads the option; false for anything else.</summary>
    public static bool TryParse(string text, out TranscriptSource? source)
    {
        source = text == Format ? new(null as string)
            : text.StartsWith(Format + ":", StringComparison.Ordinal) && text.Length > Format.Length + 1
                ? new(text[(Format.Length + 1)..]) : null;
        return source is not null;
    }

    /// <summary>Reads the transcript of a piece of work as it is written, and reports what it says.</summary>
    public TranscriptFollower Follow(RemoteWork work, string folder, Action<string> log) =>
        new(new TranscriptFiles(Pattern, folder), work.ReportAsync, what => log($"{work.WorkId} {what}"));
}
