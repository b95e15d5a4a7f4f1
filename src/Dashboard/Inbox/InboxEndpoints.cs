using DurableTeams.Approvals;
using DurableTeams.Dashboard.Access;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Dashboard.Questions;
using DurableTeams.Errors;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Inbox;

/// <summary>The inbox: what waits for a decision, one question, and the decisions.</summary>
internal static class InboxEndpoints
{
    private const int MostAtOnce = 100;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapMethods("", Methods.Read, ListAsync);
        pages.MapPost("inbox", DecideSeveralAsync);
        pages.MapMethods("inbox/live", Methods.Read, Live);
        pages.MapMethods("inbox/{requirementId}", Methods.Read, ShowAsync);
        pages.MapPost("inbox/{requirementId}", DecideAsync);
    }

    internal static async Task<IResult> ListAsync(
        HttpRequest request, IDurableTeams teams, string? team, string? cursor, string? done,
        CancellationToken cancellationToken)
    {
        var model = await InboxReader.ReadAsync(
            teams, team, cursor, await DoneAsync(teams, done, cancellationToken), cancellationToken);
        return Fragments.IsAsked(request, InboxList.ElementId)
            ? Page.Of<InboxList>(("Model", model))
            : Page.Of<InboxPage>(("Model", model));
    }

    internal static async Task<IResult> ShowAsync(
        string requirementId, HttpContext context, IDurableTeams teams, IRunStore store, ViewLog viewed,
        CancellationToken cancellationToken)
    {
        var question = await teams.GetRequirementContextAsync(requirementId, cancellationToken);
        if (await store.FindRequirementAsync(requirementId, cancellationToken) is { } requirement)
        {
            var visitor = context.Features.GetRequiredFeature<Visitor>();
            var person = visitor.Person ?? (visitor.Name is { } name ? new Person(name) : null);
            await viewed.RecordAsync(requirement, person, From(context), cancellationToken);
        }

        return Page.Of<QuestionPage>(("Question", question));
    }

    internal static async Task<IResult> DecideAsync(
        string requirementId, HttpContext context, IDurableTeams teams, CancellationToken cancellationToken)
    {
        var parts = DashboardParts.Of(context);
        var form = context.Request.Form;
        var visitor = context.Features.GetRequiredFeature<Visitor>();
        var question = await teams.GetRequirementContextAsync(requirementId, cancellationToken);
        try
        {
            await teams.DecideAsync(DecisionForm.Read(form, question, visitor, From(context)), cancellationToken);
        }
        catch (ApiException exception)
        {
            question = await teams.GetRequirementContextAsync(requirementId, cancellationToken);
            return Page.Of<QuestionPage>(
                exception.Status,
                ("Question", question), ("Error", exception.Message), ("To", parts.Paths.Back(form["to"])),
                ("Typed", (Func<string, string?>)(name => form.TryGetValue(name, out var typed) ? typed.ToString() : null)));
        }

        if (visitor.Shown is null && DecisionForm.NameOf(form, visitor) is { } name) parts.Sessions.SetName(context, name);
        var back = parts.Paths.Back(form["to"]);
        return Results.Redirect(back == parts.Paths.Inbox ? $"{back}?done={Uri.EscapeDataString(requirementId)}" : back);
    }

    internal static async Task<IResult> DecideSeveralAsync(
        HttpContext context, IDurableTeams teams, CancellationToken cancellationToken)
    {
        var form = context.Request.Form;
        var visitor = context.Features.GetRequiredFeature<Visitor>();
        var ids = form["id"].OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count > MostAtOnce) throw ApiErrors.InvalidField("id", $"names more than {MostAtOnce}.");
        List<Decided> done = [];
        foreach (var id in ids)
        {
            string? refused = null;
            RequirementView? requirement = null;
            try
            {
                var question = await teams.GetRequirementContextAsync(id, cancellationToken);
                requirement = question.Requirement;
                await teams.DecideAsync(DecisionForm.Read(form, question, visitor, From(context)), cancellationToken);
            }
            catch (ApiException exception)
            {
                refused = exception.Message;
            }

            if (refused is null) requirement = await teams.GetRequirementAsync(id, cancellationToken);
            done.Add(new Decided(requirement, refused));
        }

        var model = await InboxReader.ReadAsync(teams, form["team"], null, done, cancellationToken);
        return Page.Of<InboxPage>(("Model", model));
    }

    internal static IResult Live(IDurableTeams teams) =>
        new LiveStream(cancellationToken => InboxWatch.FollowAsync(teams, cancellationToken));

    private static async Task<IReadOnlyList<Decided>> DoneAsync(
        IDurableTeams teams, string? requirementId, CancellationToken cancellationToken)
    {
        if (requirementId is not { Length: > 0 }) return [];
        try
        {
            return [new Decided(await teams.GetRequirementAsync(requirementId, cancellationToken), null)];
        }
        catch (ApiException)
        {
            return [];
        }
    }

    private static string From(HttpContext context) => DashboardParts.Of(context).Callers.From(context.Request, "dashboard");
}
