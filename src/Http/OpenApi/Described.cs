using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.OpenApi;

/// <summary>How an endpoint is described where its types do not say it.</summary>
internal static class Described
{
    /// <summary>Names an endpoint. What it does is said by the comment of its method.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="tag">Its area.</param>
    /// <param name="name">Its name, the operation's id.</param>
    /// <param name="problems">The statuses of its problems, but for 401 and 503, which all have.</param>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint, string tag, string name, params int[] problems) =>
        endpoint.WithName(name).WithTags(tag).WithMetadata(new Problems(problems));

    /// <summary>Says what an answer is.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="text">What it is.</param>
    /// <param name="location">Whether it names a run's address in <c>Location</c>.</param>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, int status, string text, bool location = false) =>
        endpoint.WithMetadata(new AnswerText(status, text, location));

    /// <summary>Whether everyone may call it.</summary>
    public static bool IsOpen(IEnumerable<object> metadata) => metadata.OfType<IAllowAnonymous>().Any();
}

/// <summary>Metadata: the problems that an endpoint answers with.</summary>
internal sealed record Problems(IReadOnlyList<int> Statuses);

/// <summary>Metadata: what an answer is.</summary>
internal sealed record AnswerText(int Status, string Text, bool Location);

/// <summary>Metadata: a parameter that an endpoint takes, by its name among the components.</summary>
internal sealed record TakenParameter(string Name);

/// <summary>
/// Metadata: the body that an endpoint takes. Not the framework's, which refuses bodies that come under another content type.
/// </summary>
/// <param name="Type">What is read out of it.</param>
/// <param name="IsOptional">Whether it may be left out.</param>
/// <param name="ContentTypes">Its forms; JSON where none is named.</param>
internal sealed record TakenBody(Type Type, bool IsOptional, params string[] ContentTypes);
