using System.Reflection;
using DurableTeams.Functions.Http.Triggers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Functions.Http;

/// <summary>The addresses of the triggers, read from their attributes: which methods each takes.</summary>
internal static class ApiRoutes
{
    private const string Prefix = "api";

    private static readonly (string[] Segments, string Method)[] All =
    [
        .. typeof(ApiRoutes).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .OfType<HttpTriggerAttribute>()
            .Where(trigger => trigger.Route is not null and not FallbackTriggers.Route)
            .SelectMany(trigger => (trigger.Methods ?? []).Select(method => (trigger.Route!.Split('/'), method.ToUpperInvariant()))),
    ];

    /// <summary>The methods that an address takes, each once, in ordinal order; none where there is no such address.</summary>
    public static IReadOnlyList<string> MethodsOf(PathString path)
    {
        if ((path.Value ?? "").Trim('/').Split('/') is not [var prefix, .. var segments] || !prefix.Equals(Prefix, StringComparison.OrdinalIgnoreCase)) return [];
        return [.. All.Where(route => Matches(route.Segments, segments)).Select(route => route.Method).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool Matches(string[] route, string[] segments) => route.Length == segments.Length
        && route.Zip(segments).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
}
