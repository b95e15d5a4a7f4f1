using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Dashboard.Components;
using DurableTeams.Errors;
using DurableTeams.Http;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Links;

/// <summary>The pages behind signed links, as the dashboard shows a question.</summary>
internal sealed class LinkPages(DashboardOptions options, TimeProvider time) : ILinkPages
{
    public IResult Ask(RequirementContextView context, string decision, string? signedIn, ApiException? refused) =>
        Make<LinkQuestionPage>(
            refused?.Status ?? StatusCodes.Status200OK, decision, signedIn, refused is not null,
            (nameof(LinkQuestionPage.Question), context), (nameof(LinkQuestionPage.Error), refused?.Message));

    public IResult Standing(RequirementContextView context) => Make<LinkQuestionPage>(
        StatusCodes.Status200OK, ApprovalLinks.Decide, null, false,
        (nameof(LinkQuestionPage.Question), context), (nameof(LinkQuestionPage.IsDone), true));

    public IResult Refused(ApiException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Make<ErrorPage>(
            exception.Status, ApprovalLinks.Decide, null, false,
            (nameof(ErrorPage.Title), Texts.LinkNothingDone), (nameof(ErrorPage.Detail), exception.Message),
            (nameof(ErrorPage.Code), exception.Code));
    }

    private LinkPage Make<TComponent>(
        int status, string decision, string? signedIn, bool isTyped, params (string Name, object? Value)[] parameters) =>
        new(options, time, typeof(TComponent), status, decision, signedIn, isTyped,
            parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal));
}
