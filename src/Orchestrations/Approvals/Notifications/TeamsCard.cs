using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;

namespace DurableTeams.Approvals.Notifications;

/// <summary>
/// A message for a workflow or incoming webhook of Microsoft Teams: an adaptive card of version 1.4
/// (adaptivecards.io/explorer). Texts of other authors stand in text runs, which know no Markdown.
/// </summary>
internal static class TeamsCard
{
    // Teams takes 28 KB.
    private const int Most = 27_000;
    private const int LongestShort = 60;

    /// <summary>The body to post.</summary>
    public static byte[] Write(NotificationText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var card = WriteAll(text);
        return card.Length <= Most ? card : WriteAll(text.Shorter(LongestShort));
    }

    private static byte[] WriteAll(NotificationText text)
    {
        var body = new JsonArray(
            Block(Run(text.Title, ("size", "large"), ("weight", "bolder"))),
            Block(Run(text.Sentence)));
        Add(body, "Arguments", text.Arguments);
        Add(body, "To fill in", text.Fields);
        if (text.Note is { } note)
        {
            body.Add(Heading("Note"));
            body.Add(Block(Run(note)));
        }

        body.Add(Block(Run(
            string.Join(" · ", text.Facts.Select(fact => $"{fact.Name} {fact.Value}")), ("size", "small"), ("isSubtle", true))));
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["fallbackText"] = Data(text.Title),
            ["msteams"] = new JsonObject { ["width"] = "Full" },
            ["body"] = body,
            ["actions"] = new JsonArray([.. text.Links.Select(Action)]),
        };
        var message = new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = card,
            }),
        };
        return JsonSerializer.SerializeToUtf8Bytes(message, ContractJson.Options);
    }

    private static void Add(JsonArray body, string heading, IReadOnlyList<NotificationPart> parts)
    {
        if (parts.Count == 0) return;
        body.Add(Heading(heading));
        foreach (var part in parts)
        {
            var block = Block(Run(part.Name + ": ", ("weight", "bolder")), Run(part.Value));
            block["spacing"] = "none";
            body.Add(block);
        }
    }

    private static JsonObject Heading(string text) => Block(Run(text, ("color", "accent"), ("weight", "bolder")));

    private static JsonObject Block(params JsonObject[] runs) =>
        new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray([.. runs]) };

    private static JsonObject Run(string text, params (string Name, JsonNode Value)[] style)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = Data(text) };
        foreach (var (name, value) in style) run[name] = value;
        return run;
    }

    // A card puts a time in place of {{DATE(…)}} and {{TIME(…)}}.
    private static string Data(string text) => text.Replace("{{", "{ {", StringComparison.Ordinal);

    private static JsonObject Action(NotificationLink link)
    {
        var action = new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = link.Word, ["url"] = link.Url };
        if (link.Leaning != LinkLeaning.Open) action["style"] = link.Leaning == LinkLeaning.For ? "positive" : "destructive";
        return action;
    }
}
