using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace OwnFunctionsApp;

/// <summary>A function of the app's own, beside those of the package.</summary>
public sealed class HelloTrigger
{
    /// <summary>Greets.</summary>
    [Function("Hello")]
    public static IResult Hello([HttpTrigger(AuthorizationLevel.Function, "get", Route = "hello")] HttpRequest request) =>
        Results.Text($"Hello from {request.Host.Value}");
}
