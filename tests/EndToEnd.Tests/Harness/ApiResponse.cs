using System.Text.Json;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>An answer of the API.</summary>
public sealed record ApiResponse(string Request, int Status, string ContentType, Uri? Location, string Body)
{
    /// <summary>When to come back, where it says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public JsonElement Json => JsonText.Parse(Body);

    /// <summary>Fails, with everything in the message, unless the status is the one expected.</summary>
    public ApiResponse Expect(int status) =>
        Status == status ? this : throw new Xunit.Sdk.XunitException($"Expected {status}: {this}");

    /// <summary>An error as the contract has them: problem details with a stable code.</summary>
    public ApiResponse ExpectProblem(int status)
    {
        Expect(status);
        if (ContentType != "application/problem+json")
            throw new Xunit.Sdk.XunitException($"Expected application/problem+json: {this}");
        if (string.IsNullOrEmpty(Json.Text("code"))) throw new Xunit.Sdk.XunitException($"Expected a code: {this}");
        return this;
    }

    public override string ToString() => $"{Request} answered {Status} {ContentType}: {Body}";
}
