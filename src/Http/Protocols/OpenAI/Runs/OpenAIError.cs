using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Http.Answers;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.OpenAI.Runs;

/// <summary>
/// Errors as clients of OpenAI read them, <c>{error: {message, type, param, code}}</c>, with our code
/// (openai/openai-openapi, schema Error).
/// </summary>
internal static class OpenAIError
{
    /// <summary>The answer of a problem.</summary>
    public static IResult Of(JsonAnswer<Problem> problem)
    {
        var error = problem.Value;
        return problem.As(Body(error.Status, error.Code, error.Detail, error.Field))
            // Official clients try 409 and most of 5xx again by themselves, and would start another run each time.
            .With("x-should-retry", error.Status is 429 or 503 ? null : "false");
    }

    /// <summary>The body.</summary>
    public static JsonObject Body(int status, string code, string message, string? param = null) => new()
    {
        ["error"] = new JsonObject { ["message"] = message, ["type"] = Type(status), ["param"] = param, ["code"] = code },
    };

    /// <summary>There is no such team.</summary>
    public static ApiException NoModel(string model)
    {
        var unknown = ApiErrors.NotFound("team", model);
        return new ApiException(unknown.Status, unknown.Code, unknown.Message, "model");
    }

    private static string Type(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
