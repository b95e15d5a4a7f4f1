namespace DurableTeams.Embedded.Working;

/// <summary>How the command line's worker works.</summary>
/// <param name="Command">The program, found, and its arguments; <c>{task}</c> in one of them is the task.</param>
/// <param name="Folder">The directory in which every piece of work has one of its own.</param>
/// <param name="Grace">How long a command may take to end by itself.</param>
internal sealed record WorkSettings(IReadOnlyList<string> Command, string Folder, TimeSpan Grace)
{
    /// <summary>What stands for the task in an argument.</summary>
    public const string TaskMark = "{task}";

    /// <summary>The host, for the command's environment.</summary>
    public required Uri Server { get; init; }

    /// <summary>The key, for the command's environment.</summary>
    public string? Key { get; init; }

    /// <summary>Where the command's transcript is; null where none is read.</summary>
    public Transcripts.TranscriptSource? Transcript { get; init; }

    /// <summary>Whether directories stay when their work has ended.</summary>
    public bool Keep { get; init; }
}
