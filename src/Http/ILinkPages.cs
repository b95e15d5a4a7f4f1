using DurableTeams.Approvals;
using DurableTeams.Errors;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http;

/// <summary>
/// The pages behind signed links. A program that registers one as a service replaces the plain pages of the API. What a page is
/// given holds no link: the holder of one link learns of no other.
/// </summary>
/// <remarks>
/// A form posts to the page's own address. Its fields are <c>note</c>, <c>by</c> (the person's name, where nobody is signed in)
/// and, behind a link that leaves the decision to its holder, those of <see cref="Forms.DecisionInputs"/>: <c>decision</c> with
/// the word, <c>arguments</c> (JSON, of an approval that edits; or <c>edits</c> and a <c>value.NAME</c> for each argument),
/// <c>value.NAME</c> (one for each field that is filled in: text, or JSON where the field's type is another), <c>result</c>
/// (text, or JSON with parts; with <c>failed</c> it is the error) and <c>error</c> (text). Fields that do not belong to the
/// posted decision are ignored. After a refusal, <see cref="HttpRequest.Form"/> has what was posted.
/// </remarks>
public interface ILinkPages
{
    /// <summary>The page that asks for the decision.</summary>
    /// <param name="context">The pending requirement.</param>
    /// <param name="decision"><c>approve</c> or <c>reject</c>: what the link decides; <c>decide</c>: any decision.</param>
    /// <param name="signedIn">The person whom the platform signed in; null where it signed in nobody.</param>
    /// <param name="refused">Why what was posted was not taken, to be answered with its status; null where nothing was
    /// posted.</param>
    IResult Ask(RequirementContextView context, string decision, string? signedIn, ApiException? refused);

    /// <summary>
    /// The page of a requirement after a decision by this link, or one that this link need not decide any more. Pending, it waits
    /// for the approvals, or fields, of other people.
    /// </summary>
    IResult Standing(RequirementContextView context);

    /// <summary>The page that says why nothing was done, to be answered with the status of the exception.</summary>
    IResult Refused(ApiException exception);
}
