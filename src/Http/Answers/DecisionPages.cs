using System.Globalization;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Answers;

/// <summary>
/// The pages of a signed link where the program has none of its own. Everything that somebody wrote goes through
/// <see cref="PageText"/>, or is escaped in a field.
/// </summary>
internal sealed class DecisionPages : ILinkPages
{
    public IResult Ask(RequirementContextView context, string decision, string? signedIn, ApiException? refused) =>
        new DecisionForm(context, decision, signedIn, refused);

    public IResult Standing(RequirementContextView context)
    {
        var requirement = context.Requirement;
        if (requirement.Status == RequirementStatus.Pending)
            return new HtmlAnswer("Thank you", $"<p>{Recorded(requirement)}</p>{RequirementText.Call(context)}");
        var by = requirement.ResolvedBy is { } name ? $" by {PageText.Line(name)}" : "";
        var at = requirement.ResolvedAt is { } time
            ? string.Create(CultureInfo.InvariantCulture, $" on {time.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
            : "";
        var note = requirement.Note is { Length: > 0 } text ? $"<p>Note:</p><pre>{PageText.Block(text)}</pre>" : "";
        return new HtmlAnswer(
            $"This call is {EnumText.Of(requirement.Status)}",
            $"<p>It was decided{by}{at}; there is nothing left to do here.</p>{note}{RequirementText.Call(context)}");
    }

    public IResult Refused(ApiException exception) => new HtmlAnswer(
        "Nothing was done",
        $"<p>{PageText.Line(exception.Message)}</p><p><small>{PageText.Line(exception.Code)}</small></p>",
        exception.Status);

    private static string Recorded(RequirementView requirement) => requirement.Kind == RequirementKind.UserInput
        ? "What you filled in is recorded; other fields are still open."
        : $"Your approval is recorded; {RequirementText.Count(requirement.Approvals)} approvals are given.";
}
