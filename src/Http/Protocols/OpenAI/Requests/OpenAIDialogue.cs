using System.Text;
using DurableTeams.Errors;

namespace DurableTeams.Http.Protocols.OpenAI.Requests;

/// <summary>What a client wants, by what it says after the last word of the team.</summary>
/// <param name="Message">The message that starts a run; null where none does.</param>
/// <param name="Answers">Answers to what a run asks.</param>
internal sealed record OpenAIDialogue(string? Message, IReadOnlyList<OpenAIAnswer> Answers)
{
    /// <summary>Reads it.</summary>
    /// <param name="turns">Everything that the client sent, in order.</param>
    /// <param name="remembered">Whether a session has what came before; else it stands before the message, as text.</param>
    /// <exception cref="ApiException">400: a new message beside answers, or nothing said.</exception>
    public static OpenAIDialogue Read(IReadOnlyList<OpenAITurn> turns, bool remembered)
    {
        var tail = turns.Skip(turns.ToList().FindLastIndex(turn => turn.IsOfTeam) + 1).ToList();
        if (tail.Exists(turn => turn.Answer is not null)) return new OpenAIDialogue(null, Answered(turns, tail));
        if (tail.Count == 0) return new OpenAIDialogue(null, []);
        var question = tail.FindLast(turn => turn.Role == "user")
            ?? throw new ApiException(400, "noMessage", $"{tail[^1].Place}: no message of the user follows.", tail[^1].Place);
        if (string.IsNullOrWhiteSpace(question.Text)) throw ApiErrors.InvalidField(question.Place, "must not be empty.");
        List<OpenAITurn> before =
        [
            .. (remembered
                ? tail
                : turns).Where(turn => !ReferenceEquals(turn, question) && !string.IsNullOrWhiteSpace(turn.Text)),
        ];
        return new OpenAIDialogue(before.Count == 0 ? question.Text : Transcript(before, question.Text), []);
    }

    private static List<OpenAIAnswer> Answered(IReadOnlyList<OpenAITurn> turns, List<OpenAITurn> tail)
    {
        if (tail.Find(turn => turn.Role == "user") is { } said)
            throw new ApiException(
                400, "unsupportedContent",
                $"{said.Place}: a new message cannot come with answers to what the run asks; send the answers first.",
                said.Place);
        // Those before the team's last word are sent again by clients that send everything each time.
        var from = turns.ToList().FindLastIndex(turn => turn.Role == "user") + 1;
        return [.. turns.Skip(from).Select(turn => turn.Answer).OfType<OpenAIAnswer>()];
    }

    private static string Transcript(List<OpenAITurn> before, string question)
    {
        var text = new StringBuilder("What was said before:\n\n");
        foreach (var turn in before) text.Append(turn.Role).Append(": ").Append(turn.Text).Append("\n\n");
        return text.Append("The message to answer:\n\n").Append(question).ToString();
    }
}
