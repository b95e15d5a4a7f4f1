using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Dashboard.Access;
using DurableTeams.Errors;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Questions;

/// <summary>Reads the decision that a person sent by a form of a question.</summary>
internal static class DecisionForm
{
    public const string Decision = "decision";
    public const string Note = "note";
    public const string By = "by";
    public const string Edits = "edits";
    public const string Result = "result";
    public const string Failed = "failed";

    /// <summary>The decision.</summary>
    /// <param name="form">The form.</param>
    /// <param name="context">What is decided, as it is now.</param>
    /// <param name="visitor">Who decides.</param>
    /// <param name="from">The origin, for the audit.</param>
    /// <exception cref="ApiException">400: something entered cannot be.</exception>
    public static DecisionRequest Read(IFormCollection form, RequirementContextView context, Visitor visitor, string from)
    {
        var requirement = context.Requirement;
        var word = form[Decision].ToString();
        var note = form[Note].ToString() is { Length: > 0 } text ? text : null;
        var made = new DecisionRequest(requirement.RequirementId, word, note, By: NameOf(form, visitor))
        {
            PrincipalId = visitor.Person?.Id, From = from,
        };
        return word switch
        {
            DecisionKinds.Approve when form.ContainsKey(Edits) => made with { Arguments = Arguments(form, context) },
            DecisionKinds.Answer => made with
            {
                Values = FormValues.Read(ArgumentFields.Of(requirement.InputFields), name => Entered(form, name)),
            },
            DecisionKinds.Result when form.ContainsKey(Failed) => made with { Error = form[Result].ToString() },
            DecisionKinds.Result => WithResult(made, form),
            DecisionKinds.Skip when form[Result].ToString().Length > 0 => WithResult(made, form),
            _ => made,
        };
    }

    /// <summary>The name of who decides: the signed-in person's, else what the form says, else the visitor's.</summary>
    public static string? NameOf(IFormCollection form, Visitor visitor) =>
        visitor.Person?.Name ?? AccessEndpoints.NameOf(form[By]) ?? visitor.Name;

    private static JsonElement Arguments(IFormCollection form, RequirementContextView context) => FormValues.Read(
        ArgumentFields.Of(context.Requirement.Tool.Arguments, context.ArgumentsSchema), name => Entered(form, name));

    // What looks like JSON with parts is JSON; everything else is the text that it is.
    private static DecisionRequest WithResult(DecisionRequest made, IFormCollection form)
    {
        var text = form[Result].ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
        var result = text.TrimStart() is ['{' or '[', ..] ? FormValues.Json(Result, text) : JsonSerializer.SerializeToElement(text);
        return made with { Result = result };
    }

    private static string? Entered(IFormCollection form, string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;
}
