using OpenTelemetry.Metrics;

namespace DurableTeams.OpenTelemetry;

/// <summary>
/// Measurements of requests in and out: methods, routes, hosts, statuses, no paths and no queries.
/// </summary>
/// <remarks>
/// There are deliberately no spans of requests. A span of a request out has the whole path in <c>url.full</c>: the library
/// redacts the query only, and the path of a tool or a notification may be a secret. Each call to a model or a tool also has
/// its span already, made from the history; a second one would begin a trace of its own, since no activity is current there. On
/// Azure the Functions host reports requests in. On the embedded host their spans would be lost with the process, and their
/// sampler is another.
/// </remarks>
internal static class RequestMeters
{
    /// <summary>Adds the measurements.</summary>
    public static MeterProviderBuilder AddRequests(this MeterProviderBuilder metering) =>
        metering.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation();
}
