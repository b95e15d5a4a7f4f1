using OpenTelemetry.Metrics;

namespace DurableTeams.Functions.Telemetry;

/// <summary>
/// Measurements of requests in and out: methods, routes, hosts, statuses, no paths and no queries.
/// </summary>
/// <remarks>
/// There are no spans of requests, on purpose. Those of requests out have the whole path in <c>url.full</c>, where the library
/// redacts the query alone, and a tool's or a notification's path may be a secret; and each call to a model or a tool has its span
/// already, made of the history: the second one would begin a trace of its own, for no activity is current there. Requests in are
/// the Functions host's to tell of on Azure. On the embedded host they would be lost with the process, and their sampler is another.
/// </remarks>
internal static class RequestMeters
{
    /// <summary>Adds them.</summary>
    public static MeterProviderBuilder AddRequests(this MeterProviderBuilder metering) =>
        metering.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation();
}
