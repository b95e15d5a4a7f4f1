using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Answers;

/// <summary>What a requirement asks, as HTML.</summary>
internal static class RequirementText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        MaxDepth = 256,
        // Readable in any script; the page escapes it.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON as people read it.</summary>
    public static string Json(JsonElement json) => JsonSerializer.Serialize(json, Indented);

    /// <summary>Who asks, and for what.</summary>
    public static string Call(RequirementContextView context)
    {
        var requirement = context.Requirement;
        var (who, tool) = (Strong(string.Join(" › ", requirement.MemberPath)), Strong(requirement.Tool.Name));
        var asks = requirement.Kind switch
        {
            RequirementKind.UserInput => $"{who} asks for input to {tool}, with",
            RequirementKind.ExternalExecution => $"{who} asks somebody to do {tool}, and to bring the result, with",
            RequirementKind.UnknownOutcome => $"It is not known whether {who} has called {tool} with",
            _ => $"{who} wants to call {tool} with",
        };
        var before = JsonElement.DeepEquals(context.OriginalArguments, requirement.Tool.Arguments)
            ? ""
            : $"<p>These were edited. The model wrote</p><pre>{PageText.Block(Json(context.OriginalArguments))}</pre>";
        return $"<p>{asks}</p><pre>{PageText.Block(Json(requirement.Tool.Arguments))}</pre>{before}{Outcome(context)}";
    }

    /// <summary>Why: the user's message, and what the member said last.</summary>
    public static string Why(RequirementContextView context)
    {
        var reason = context.Outcome is null && context.Reason is { } why ? $"<p>Why: {PageText.Line(why)}</p>" : "";
        var said = context.MemberWords is { } words ? $"<p>Before, it said</p><pre>{PageText.Block(words)}</pre>" : "";
        var user = context.UserId is { } name ? $"{Name(name)} asked the team" : "The message to the team";
        return $"{reason}{said}<p>{user}:</p><pre>{PageText.Block(context.RunInput)}</pre>";
    }

    /// <summary>How many of the approvals are given.</summary>
    public static string Count(ApprovalsView approvals) =>
        string.Create(CultureInfo.InvariantCulture, $"{approvals.Given.Count} of {approvals.Needed}");

    private static string Outcome(RequirementContextView context)
    {
        if (context.Outcome is not { } outcome) return "";
        var tries = outcome.Attempts is { } count
            ? string.Create(CultureInfo.InvariantCulture, $"<p>It was tried {count} {(count == 1 ? "time" : "times")}.</p>")
            : "";
        return outcome.Error is { } error ? $"{tries}<pre>{PageText.Block(error)}</pre>" : tries;
    }

    private static string Strong(string name) => $"<strong>{Name(name)}</strong>";

    // A name in right-to-left letters does not turn the text around it.
    private static string Name(string text) => $"<bdi>{PageText.Line(text)}</bdi>";
}
