using System.Text.Json;

namespace DurableTeams.Embedded.Working.Transcripts;

/// <summary>
/// The lines that one agent writes. Forms tell themselves apart by their lines, so that nobody has to name one.
/// </summary>
internal interface ITranscriptFormat
{
    /// <summary>Whether a line has this form.</summary>
    bool Takes(JsonElement line);

    /// <summary>Tells what the line says.</summary>
    void Read(JsonElement line, TranscriptLines into);
}
