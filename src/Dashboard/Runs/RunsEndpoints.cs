using System.Globalization;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Runs;

/// <summary>Runs: finding one, and what failed and why.</summary>
internal static class RunsEndpoints
{
    private const int AtOnce = 100;

    public static void Map(IEndpointRouteBuilder pages) => pages.MapMethods("runs", Methods.Read, ListAsync);

    internal static async Task<IResult> ListAsync(
        HttpRequest request, IDurableTeams teams, string? cursor, CancellationToken cancellationToken)
    {
        var query = request.Query;
        var filter = new RunsFilter(
            One("status"), One("team"), One("session"), One("user"), One("text"), One("from"), One("to"), One("code"));
        var found = await teams.ListAsync(
            new RunQuery(Status(filter.Status), filter.Team, filter.Session, AtOnce, cursor)
            {
                UserId = filter.User, Text = filter.Text, ErrorCode = filter.ErrorCode,
                CreatedAfter = Time("from", filter.From), CreatedBefore = Time("to", filter.To),
            },
            cancellationToken);
        var failures = found.Items.Where(run => run.Error is not null).GroupBy(run => run.Error!.Code, StringComparer.Ordinal)
            .Select(group => new FailureGroup(group.Key, group.Count(), group.First().Error!.Message))
            .OrderByDescending(group => group.Count).ThenBy(group => group.ErrorCode, StringComparer.Ordinal);
        var paths = DashboardParts.Of(request.HttpContext).Paths;
        var kept = string.Concat(query.Where(one => one.Key != "cursor").SelectMany(one => one.Value, (one, value) =>
            $"{Uri.EscapeDataString(one.Key)}={Uri.EscapeDataString(value ?? "")}&"));
        return Page.Of<RunsPage>(("Model", new RunsModel(
            filter, [.. teams.Teams.Select(team => team.Definition.Id)], found.Items, Histogram.Of(found.Items), [.. failures],
            found.Cursor is null ? null : $"{paths.Runs}?{kept}cursor={Uri.EscapeDataString(found.Cursor)}")));

        string? One(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
    }

    private static RunStatus? Status(string? word) => word is null
        ? null
        : Enum.GetValues<RunStatus>().Cast<RunStatus?>().FirstOrDefault(status => EnumText.Of(status!.Value) == word)
            ?? throw ApiErrors.InvalidQuery("status", $"is '{word}', which is no status of a run.");

    // The browser's form has no zone: its times are taken as UTC, and the page says so.
    private static DateTimeOffset? Time(string name, string? text) => text is null
        ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw ApiErrors.InvalidQuery(name, "is no time.");
}
