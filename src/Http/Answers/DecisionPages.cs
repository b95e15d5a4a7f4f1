using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Json;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Http.Answers;

/// <summary>The pages of a signed link. Everything that somebody wrote goes through <see cref="PageText"/>.</summary>
internal static class DecisionPages
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        MaxDepth = 256,
        // Readable in any script; the page escapes it.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The page that shows what the link decides, with the form that decides it.</summary>
    public static HtmlAnswer Ask(RequirementView requirement, string decision, string? principal)
    {
        var approves = decision == DecisionKinds.Approve;
        var (title, button) = approves ? ("Approve this call?", "Approve") : ("Reject this call?", "Reject");
        var effect = approves ? "The tool runs with exactly these arguments." : "The tool does not run; the agent is told.";
        var quorum = requirement.Approvals.Needed > 1
            ? $"<p>{Count(requirement.Approvals)} approvals were given so far.</p>"
            : "";
        var named = approves && requirement.Approvals.Needed > 1 ? " required" : "";
        var by = principal is not null
            ? $"<p>You are signed in as {PageText.Line(principal)}.</p>"
            : $"<label>Your name <input name=\"by\" maxlength=\"{DecisionFields.MaxNameLength}\"{named}></label>";
        return new HtmlAnswer(title, $"""
            {Call(requirement)}
            <p>{effect}{Until(requirement)}</p>{quorum}
            <form method="post">
            {by}
            <label>Note <textarea name="note" rows="3" maxlength="{DecisionFields.MaxNoteLength}"></textarea></label>
            <button type="submit">{button}</button>
            </form>
            """);
    }

    /// <summary>The page of a requirement that this link cannot, or need not, decide any more.</summary>
    public static HtmlAnswer Standing(RequirementView requirement)
    {
        var by = requirement.ResolvedBy is { } name ? $" by {PageText.Line(name)}" : "";
        var at = requirement.ResolvedAt is { } time
            ? string.Create(CultureInfo.InvariantCulture, $" on {time.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
            : "";
        var note = requirement.Note is { Length: > 0 } text ? $"<p>Note:</p><pre>{PageText.Block(text)}</pre>" : "";
        return requirement.Status == RequirementStatus.Pending
            ? new HtmlAnswer(
                "Thank you",
                $"<p>Your approval is recorded; {Count(requirement.Approvals)} approvals are given.</p>{Call(requirement)}")
            : new HtmlAnswer(
                $"This call is {EnumText.Of(requirement.Status)}",
                $"<p>It was decided{by}{at}; there is nothing left to do here.</p>{note}{Call(requirement)}");
    }

    /// <summary>The page that says why nothing was done.</summary>
    public static HtmlAnswer Refused(ApiException exception) =>
        new(
            "Nothing was done",
            $"<p>{PageText.Line(exception.Message)}</p><p><small>{PageText.Line(exception.Code)}</small></p>",
            exception.Status);

    private static string Call(RequirementView requirement) => $"""
        <p>{Strong(string.Join(" › ", requirement.MemberPath))} wants to call {Strong(requirement.Tool.Name)} with</p>
        <pre>{PageText.Block(JsonSerializer.Serialize(requirement.Tool.Arguments, Indented))}</pre>
        """;

    private static string Strong(string name) => $"<strong>{Name(name)}</strong>";

    private static string Count(ApprovalsView approvals) =>
        string.Create(CultureInfo.InvariantCulture, $"{approvals.Given.Count} of {approvals.Needed}");

    private static string Until(RequirementView requirement) => requirement.ExpiresAt is { } time
        ? string.Create(CultureInfo.InvariantCulture, $" It can be decided until {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.")
        : "";

    // A name in right-to-left letters does not turn the text around it.
    private static string Name(string text) => $"<bdi>{PageText.Line(text)}</bdi>";
}
