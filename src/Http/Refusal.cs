using DurableTeams.Errors;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http;

/// <summary>Metadata of an endpoint that answers some callers in another way than with problem details.</summary>
/// <param name="Answer">The answer to what cannot be granted; null where it is a problem as everywhere.</param>
internal sealed record Refusal(Func<HttpRequest, ApiException, IResult?> Answer);
