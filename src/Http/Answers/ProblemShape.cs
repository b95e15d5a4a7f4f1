using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Answers;

/// <summary>Metadata of endpoints whose protocol has errors of another form than problem details.</summary>
/// <param name="Of">The answer of a problem.</param>
internal sealed record ProblemShape(Func<JsonAnswer<Problem>, IResult> Of)
{
    /// <summary>Answers a problem in the form of the request's endpoint.</summary>
    public static Task SendAsync(HttpContext context, JsonAnswer<Problem> problem)
    {
        var answer = context.GetEndpoint()?.Metadata.GetMetadata<ProblemShape>() is { } shape ? shape.Of(problem) : problem;
        return answer.ExecuteAsync(context);
    }
}
