using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Answers;

/// <summary>The page that shows what a link decides, with the form that decides it.</summary>
internal sealed class DecisionForm(RequirementContextView context, string decision, string? signedIn, ApiException? refused)
    : IResult
{
    private RequirementView Requirement => context.Requirement;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var posted = refused is null ? null : httpContext.Request.Form;
        var wrong = refused is null
            ? ""
            : $"<p role=\"alert\"><strong>Nothing was done.</strong> {PageText.Line(refused.Message)}</p>";
        var body = $"""
            {wrong}{RequirementText.Call(context)}{RequirementText.Why(context)}
            <p>{Effect()}{Until()}</p>{Quorum()}
            <form method="post">
            {Fields(posted)}{By(posted)}
            <label>Note
            <textarea name="note" rows="3" maxlength="{DecisionFields.MaxNoteLength}">{Written(posted, "note")}</textarea></label>
            {Buttons()}
            </form>
            """;
        return new HtmlAnswer(Title(), body, refused?.Status ?? StatusCodes.Status200OK).ExecuteAsync(httpContext);
    }

    private string Title() => decision switch
    {
        DecisionKinds.Approve => "Approve this call?",
        DecisionKinds.Reject => "Reject this call?",
        _ => Requirement.Kind switch
        {
            RequirementKind.UserInput => "Fill in what is asked",
            RequirementKind.ExternalExecution => "Bring the result of this call",
            RequirementKind.UnknownOutcome => "Was this call made?",
            _ => "Decide this call",
        },
    };

    private string Effect() => (decision, Requirement.Kind) switch
    {
        (DecisionKinds.Reject, _) => "The tool does not run; the agent is told.",
        (DecisionKinds.Approve, _) => "The tool runs with exactly these arguments.",
        (_, RequirementKind.UserInput) => "The tool runs with what you fill in. Fields that you leave open others may fill in.",
        (_, RequirementKind.ExternalExecution) => "The agent is told the result, or the error, that you bring.",
        (_, RequirementKind.UnknownOutcome) =>
            "Make it again only where doing it twice does no harm, or you know that it was not made.",
        _ when context.AllowEdit => "Approved, the tool runs with the arguments as they stand in the form.",
        _ => "Approved, the tool runs with exactly these arguments.",
    };

    private string Until() => Requirement.ExpiresAt is { } time
        ? string.Create(CultureInfo.InvariantCulture, $" It can be decided until {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.")
        : "";

    private bool NeedsMore => decision != DecisionKinds.Reject && Requirement.Approvals.Needed > 1;

    private string Quorum() => Requirement.Approvals.Needed > 1
        ? $"<p>{RequirementText.Count(Requirement.Approvals)} approvals were given so far.</p>"
        : "";

    private string By(IFormCollection? posted) => signedIn is not null
        ? $"<p>You are signed in as {PageText.Line(signedIn)}.</p>"
        : $"<label>Your name <input name=\"by\" maxlength=\"{DecisionFields.MaxNameLength}\" value=\"{Written(posted, "by")}\""
            + $"{(NeedsMore ? " required" : "")}></label>";

    private string Fields(IFormCollection? posted)
    {
        if (decision != ApprovalLinks.Decide) return "";
        return Requirement.Kind switch
        {
            RequirementKind.Confirmation when context.AllowEdit => Area(
                "Arguments", "arguments",
                Written(posted, "arguments", Escaped(RequirementText.Json(Requirement.Tool.Arguments)))),
            RequirementKind.UserInput => string.Concat(Requirement.InputFields.Select(field => Field(field, posted))),
            RequirementKind.ExternalExecution =>
                Area("Result", "result", Written(posted, "result")) + Area("Or the error", "error", Written(posted, "error")),
            RequirementKind.UnknownOutcome => Area("Its result, where it was made", "result", Written(posted, "result")),
            _ => "",
        };
    }

    private static string Field(InputFieldView field, IFormCollection? posted)
    {
        var name = "value." + field.Name;
        var about = field.Description is { Length: > 0 } text ? $" <small>{PageText.Line(text)}</small>" : "";
        var label = $"<bdi>{PageText.Line(field.Name)}</bdi>{(field.Required ? "" : " (may be left out)")}{about}";
        var value = posted is not null ? Posted(posted, name) : field.Value is { } known ? TextOf(field, known) : null;
        IReadOnlyList<string>? choices = field.Choices is { } listed
            ? [.. listed.Select(choice => choice.ToString())]
            : field.Type == "boolean" ? ["true", "false"] : null;
        var attribute = Attribute(name);
        if (choices is not null)
            return $"<label>{label} <select name=\"{attribute}\"><option value=\"\"></option>"
                + string.Concat(choices.Select(choice =>
                    $"<option value=\"{Attribute(choice)}\"{Chosen(choice, value)}>{PageText.Line(choice)}</option>"))
                + "</select></label>";
        // What shows nothing of itself is no suggestion to send on unread.
        var hidden = field.Type == "string" && value is not null && posted is null && IsHidden(value);
        return $"<label>{label}{(hidden ? $" <pre>{PageText.Block(value!)}</pre>" : "")} "
            + (field.Type is "integer" or "number"
                ? $"<input name=\"{attribute}\" inputmode=\"decimal\" value=\"{Attribute(value ?? "")}\"></label>"
                : $"<textarea name=\"{attribute}\" rows=\"2\">{(hidden ? "" : Attribute(value ?? ""))}</textarea></label>");
    }

    private string Buttons()
    {
        if (decision != ApprovalLinks.Decide)
            return $"<button type=\"submit\">{(decision == DecisionKinds.Approve ? "Approve" : "Reject")}</button>";
        var words = DecisionKinds.Of(Requirement.Kind);
        return string.Concat(words.Select(Button));
    }

    private static string Button(string word)
    {
        var unasked = word == DecisionKinds.Reject ? " formnovalidate" : "";
        return $"<button type=\"submit\" name=\"decision\" value=\"{word}\"{unasked}>{Label(word)}</button> ";
    }

    private static string Label(string word) => word switch
    {
        DecisionKinds.Approve => "Approve",
        DecisionKinds.Answer => "Send",
        DecisionKinds.Result => "Bring this",
        DecisionKinds.Retry => "Make it again",
        DecisionKinds.Skip => "Go on without it",
        _ => "Reject",
    };

    private static string Area(string label, string name, string text) =>
        $"<label>{label} <textarea name=\"{name}\" rows=\"6\">{text}</textarea></label>";

    private static string TextOf(InputFieldView field, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && (field.Type == "string" || field.Choices is not null)
            ? value.GetString()!
            : Escaped(value.GetRawText());

    private static string Chosen(string choice, string? value) => choice == value ? " selected" : "";

    private static string? Posted(IFormCollection? posted, string name) =>
        posted is not null && posted.TryGetValue(name, out var values) ? values.ToString() : null;

    private static string Written(IFormCollection? posted, string name, string otherwise = "") =>
        Attribute(posted is null ? otherwise : Posted(posted, name) ?? "");

    private static string Attribute(string text) => WebUtility.HtmlEncode(text);

    private static bool IsHidden(string text) =>
        text.EnumerateRunes().Any(rune => rune.Value is not ('\n' or '\t') && PageText.IsMarked(rune));

    /// <summary>JSON in which no character hides: those that show nothing of themselves are written as JSON escapes.</summary>
    private static string Escaped(string json)
    {
        if (!IsHidden(json)) return json;
        var text = new StringBuilder(json.Length + 16);
        foreach (var rune in json.EnumerateRunes())
        {
            if (rune.Value == '\n' || !PageText.IsMarked(rune)) text.Append(rune.ToString());
            else
                foreach (var unit in rune.ToString()) text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        return text.ToString();
    }
}
