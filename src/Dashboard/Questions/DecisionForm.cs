using DurableTeams.Approvals;
using DurableTeams.Dashboard.Access;
using DurableTeams.Errors;
using DurableTeams.Http.Forms;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Questions;

/// <summary>Reads the decision that a person sent by a form of a question.</summary>
internal static class DecisionForm
{
    /// <summary>The decision.</summary>
    /// <param name="form">The form.</param>
    /// <param name="context">What is decided, as it is now.</param>
    /// <param name="visitor">Who decides.</param>
    /// <param name="from">The origin, for the audit.</param>
    /// <exception cref="ApiException">400: something entered cannot be.</exception>
    public static DecisionRequest Read(IFormCollection form, RequirementContextView context, Visitor visitor, string from)
    {
        var posted = PostedDecision.Read(name => form.TryGetValue(name, out var value) ? value.ToString() : null, context);
        return new DecisionRequest(
            context.Requirement.RequirementId, posted.Word, posted.Note, posted.Arguments, NameOf(form, visitor))
        {
            PrincipalId = visitor.Person?.Id,
            Values = posted.Values,
            Result = posted.Result,
            Error = posted.Error,
            From = from,
        };
    }

    /// <summary>The name of who decides: the signed-in person's, else what the form says, else the visitor's.</summary>
    public static string? NameOf(IFormCollection form, Visitor visitor) =>
        visitor.Person?.Name ?? AccessEndpoints.NameOf(form[DecisionInputs.By]) ?? visitor.Name;
}
