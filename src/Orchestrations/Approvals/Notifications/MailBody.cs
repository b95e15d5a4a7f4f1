using System.Net;
using System.Text;

namespace DurableTeams.Approvals.Notifications;

/// <summary>
/// The mail about a requirement, as plain text and as simple HTML. In the plain text every line of another author begins with
/// two spaces, a further line of a value also with <c>| </c>; so no value can look like a link of ours. The HTML escapes all.
/// </summary>
internal static class MailBody
{
    private const string Caution = "Whoever has a link of this mail may decide. Pass the mail on to nobody who must not.";

    /// <summary>The mail.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="requirementId">The requirement.</param>
    /// <param name="escalated">Whether it is the second one.</param>
    public static NotificationMail Of(NotificationText text, IReadOnlyList<string> to, string requirementId, bool escalated)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new NotificationMail(
            Notification.DeliveryId(requirementId, escalated), to, text.Title, Plain(text), Html(text))
        {
            Follows = escalated ? Notification.DeliveryId(requirementId, escalated: false) : null,
        };
    }

    private static string Plain(NotificationText text)
    {
        var mail = new StringBuilder().Append(text.Sentence).Append("\n\n");
        foreach (var link in text.Links) mail.Append(link.Word).Append(": ").Append(link.Url).Append('\n');
        if (text.Links.Count > 0) mail.Append('\n');
        Parts("Arguments", text.Arguments);
        Parts("To fill in", text.Fields);
        if (text.Note is { } note) Parts("Note", [new NotificationPart("", note)]);
        foreach (var fact in text.Facts) mail.Append(fact.Name).Append(": ").Append(fact.Value).Append('\n');
        if (text.Links.Count > 0) mail.Append('\n').Append(Caution).Append('\n');
        return mail.ToString();

        void Parts(string heading, IReadOnlyList<NotificationPart> parts)
        {
            if (parts.Count == 0) return;
            mail.Append(heading).Append('\n');
            foreach (var part in parts)
            {
                mail.Append("  ").Append(part.Name).Append(part.Name.Length > 0 ? ": " : "")
                    .Append(part.Value.Replace("\n", "\n  | ", StringComparison.Ordinal)).Append('\n');
            }

            mail.Append('\n');
        }
    }

    private static string Html(NotificationText text)
    {
        var html = new StringBuilder(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"></head>"
            + "<body style=\"font-family:sans-serif;color:#1f2328\">");
        html.Append("<h1 style=\"font-size:1.2em\">").Append(Escape(text.Title)).Append("</h1>");
        html.Append("<p>").Append(Escape(text.Sentence)).Append("</p>");
        Table("Arguments", text.Arguments);
        Table("To fill in", text.Fields);
        if (text.Note is { } note)
            html.Append("<p><b>Note</b></p><p style=\"white-space:pre-wrap\">").Append(Escape(note)).Append("</p>");
        if (text.Links.Count > 0)
        {
            html.Append("<p>");
            foreach (var link in text.Links) Button(link);
            html.Append("</p><p>").Append(Escape(Caution)).Append("</p>");
        }

        html.Append("<p style=\"color:#59636e;font-size:.85em\">");
        html.AppendJoin("<br>", text.Facts.Select(fact => $"{Escape(fact.Name)}: {Escape(fact.Value)}"));
        return html.Append("</p></body></html>").ToString();

        void Table(string heading, IReadOnlyList<NotificationPart> parts)
        {
            if (parts.Count == 0) return;
            html.Append("<p><b>").Append(heading).Append("</b></p><table style=\"border-collapse:collapse\">");
            foreach (var part in parts)
            {
                html.Append("<tr><th style=\"text-align:left;vertical-align:top;padding:2px 12px 2px 0\">")
                    .Append(Escape(part.Name)).Append("</th><td style=\"white-space:pre-wrap;padding:2px 0\">")
                    .Append(Escape(part.Value)).Append("</td></tr>");
            }

            html.Append("</table>");
        }

        void Button(NotificationLink link)
        {
            var colour = link.Leaning switch
            {
                LinkLeaning.For => "#1a7f37",
                LinkLeaning.Against => "#cf222e",
                _ => "#0969da",
            };
            html.Append("<a href=\"").Append(Escape(link.Url)).Append("\" style=\"display:inline-block;padding:8px 16px;"
                + "margin:0 8px 8px 0;border-radius:6px;color:#ffffff;text-decoration:none;background:").Append(colour)
                .Append("\">").Append(Escape(link.Word)).Append("</a>");
        }
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
