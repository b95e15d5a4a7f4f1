using DurableTeams.Approvals;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols;

/// <summary>What a requirement asks, in a sentence for people.</summary>
internal static class AskText
{
    /// <summary>The sentence, and the note of whoever asks.</summary>
    public static string Of(RequirementView view)
    {
        var (member, tool) = (view.MemberId, view.Tool.Name);
        var asks = view.Kind switch
        {
            RequirementKind.Confirmation => $"May {member} call {tool}?",
            RequirementKind.UserInput => $"{member} needs your input for {tool}.",
            RequirementKind.ExternalExecution => $"Make the call of {tool} for {member}, and bring its result.",
            _ =>
                $"The call of {tool} by {member} may have been made; its result was lost. Make it again, or count it as made?",
        };
        return view.Note is { Length: > 0 } note ? $"{asks} {note}" : asks;
    }
}
