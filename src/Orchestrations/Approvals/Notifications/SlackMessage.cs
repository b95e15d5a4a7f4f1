using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;

namespace DurableTeams.Approvals.Notifications;

/// <summary>
/// A message for an incoming webhook of Slack, of Block Kit (docs.slack.dev/reference/block-kit). All texts are
/// <c>plain_text</c>, in which nothing is formatted; Slack's three control characters are escaped, so that no text calls a
/// channel or makes a link.
/// </summary>
internal static class SlackMessage
{
    private const int LongestHeader = 150;

    // Slack takes 3000.
    private const int LongestSection = 2_900;

    /// <summary>The body to post.</summary>
    public static byte[] Write(NotificationText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var blocks = new JsonArray(
            new JsonObject { ["type"] = "header", ["text"] = Plain(text.Title, LongestHeader) },
            Section(Escape(text.Sentence)));
        Add(blocks, "Arguments", text.Arguments);
        Add(blocks, "To fill in", text.Fields);
        if (text.Note is { } note) Add(blocks, "Note", [new NotificationPart("", note)]);
        if (text.Links.Count > 0) blocks.Add(Buttons(text.Links));
        var facts = string.Join(" · ", text.Facts.Select(fact => $"{fact.Name} {fact.Value}"));
        blocks.Add(new JsonObject { ["type"] = "context", ["elements"] = new JsonArray(Plain(facts, LongestSection)) });
        var message = new JsonObject
        {
            // What a notification on a phone shows.
            ["text"] = Escape(text.Title),
            ["mrkdwn"] = false,
            ["unfurl_links"] = false,
            ["unfurl_media"] = false,
            ["blocks"] = blocks,
        };
        return JsonSerializer.SerializeToUtf8Bytes(message, ContractJson.Options);
    }

    private static void Add(JsonArray blocks, string heading, IReadOnlyList<NotificationPart> parts)
    {
        if (parts.Count == 0) return;
        var section = new StringBuilder(heading);
        foreach (var part in parts)
        {
            // A further line is marked: no value can look like the next argument.
            var line = Escape($"• {part.Name}{(part.Name.Length > 0 ? ": " : "")}"
                + part.Value.Replace("\n", "\n   │ ", StringComparison.Ordinal));
            if (section.Length + line.Length + 1 > LongestSection)
            {
                blocks.Add(Section(section.ToString()));
                section.Clear();
            }

            if (section.Length > 0) section.Append('\n');
            section.Append(Cut(line, LongestSection));
        }

        blocks.Add(Section(section.ToString()));
    }

    private static JsonObject Section(string escaped) => new() { ["type"] = "section", ["text"] = PlainOf(escaped) };

    private static JsonObject Buttons(IReadOnlyList<NotificationLink> links)
    {
        var buttons = new JsonArray();
        foreach (var (number, link) in links.Index())
        {
            var button = new JsonObject
            {
                ["type"] = "button",
                ["text"] = PlainOf(link.Word),
                ["url"] = link.Url,
                ["action_id"] = FormattableString.Invariant($"durableteams-{number}"),
            };
            if (link.Leaning != LinkLeaning.Open) button["style"] = link.Leaning == LinkLeaning.For ? "primary" : "danger";
            buttons.Add(button);
        }

        return new JsonObject { ["type"] = "actions", ["elements"] = buttons };
    }

    private static JsonObject Plain(string text, int most) => PlainOf(Cut(Escape(text), most));

    private static JsonObject PlainOf(string escaped) =>
        new() { ["type"] = "plain_text", ["text"] = escaped, ["emoji"] = false };

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Cuts an escaped text, and no escape or character in two.</summary>
    private static string Cut(string escaped, int most)
    {
        if (escaped.Length <= most) return escaped;
        var end = most - 1;
        if (escaped.LastIndexOf('&', end - 1) is >= 0 and var start && escaped.IndexOf(';', start) >= end) end = start;
        if (char.IsHighSurrogate(escaped[end - 1])) end--;
        return escaped[..end] + "…";
    }
}
