using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DurableTeams.Embedded.Display;

/// <summary>
/// What people have to decide, as a table of a terminal. Texts of models and people are plain text in it, without control
/// characters.
/// </summary>
internal static class InboxTable
{
    private static readonly TimeSpan Soon = TimeSpan.FromHours(1);
    private static readonly Style Faint = new(decoration: Decoration.Dim);

    /// <summary>The table of these requirements, in their order, and how to answer.</summary>
    /// <param name="pending">The requirements, as the API has them.</param>
    /// <param name="now">The moment that times are told from.</param>
    /// <param name="command">The command line with a command.</param>
    public static IRenderable Of(IReadOnlyList<JsonElement> pending, DateTimeOffset now, Func<string, string> command)
    {
        if (pending.Count == 0) return new Text("Nobody has to decide anything.", Faint);
        var table = new Table().Border(TableBorder.Rounded).BorderStyle(Faint);
        table.AddColumn(new TableColumn(new Text("Question")).NoWrap());
        table.AddColumn("Who asks");
        table.AddColumn("For what");
        table.AddColumn(new TableColumn(new Text("Since")).NoWrap());
        table.AddColumn(new TableColumn(new Text("Until")).NoWrap());
        foreach (var one in pending)
        {
            table.AddRow(
                new Text(OneLine.Of(one.Text("requirementId")), new Style(Color.Yellow)),
                new Text(string.Join(" › ", one.Items("memberPath").Select(part => OneLine.Of(part.GetString(), 40)))),
                new Text(What(one)),
                new Text(one.Time("createdAt") is { } since ? Span(now - since) : "", Faint),
                Until(one.Time("expiresAt"), now));
        }

        return new Rows(table, new Text(Answers(pending, command), Faint));
    }

    private static string What(JsonElement one)
    {
        var tool = one.Member("tool");
        var call = $"{OneLine.Of(tool.Text("name"))}({OneLine.Of(tool.Text("arguments"), 200)})";
        var given = one.Member("approvals").Items("given").Count();
        return one.Text("kind") switch
        {
            "userInput" => $"input to {call}",
            "externalExecution" => $"to make {call}",
            "unknownOutcome" => $"outcome of {call}",
            _ when one.Member("approvals").Number("needed") is > 1 and var needed =>
                string.Create(CultureInfo.InvariantCulture, $"{call}, {given} of {needed} approved"),
            _ => call,
        };
    }

    private static Text Until(DateTimeOffset? end, DateTimeOffset now) => end is not { } until
        ? new Text("", Faint)
        : until <= now ? new Text("over", new Style(Color.Red))
        : new Text("in " + Span(until - now), until - now <= Soon ? new Style(Color.Red) : Style.Plain);

    private static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => "< 1m",
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}m"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d"),
    };

    /// <summary>A line for each kind that is there.</summary>
    private static string Answers(IReadOnlyList<JsonElement> pending, Func<string, string> command) => string.Join('\n', pending
        .Select(one => one.Text("kind")).Distinct().SelectMany(kind => kind switch
        {
            "userInput" => ["answer ID FIELD=VALUE"],
            "externalExecution" => ["answer ID --result TEXT"],
            "unknownOutcome" => ["answer ID --retry", "answer ID --skip"],
            _ => new[] { "approve ID", "reject ID" },
        })
        .Select(command));
}
