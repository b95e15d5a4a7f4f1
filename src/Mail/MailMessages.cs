using System.Net.Mail;
using DurableTeams.Approvals.Notifications;
using MimeKit;
using MimeKit.Text;

namespace DurableTeams.Mail;

/// <summary>Makes messages. A repetition of a mail has the same <c>Message-ID</c>, by which a receiver can tell.</summary>
internal static class MailMessages
{
    public static MimeMessage Of(NotificationMail mail, MailAddress from, DateTimeOffset now)
    {
        var message = new MimeMessage
        {
            Date = now,
            MessageId = $"{mail.Id}@{from.Host}",
            Subject = mail.Subject,
            Body = new MultipartAlternative
            {
                new TextPart(TextFormat.Plain) { Text = mail.Text },
                new TextPart(TextFormat.Html) { Text = mail.Html },
            },
        };
        message.From.Add(new MailboxAddress(from.DisplayName, from.Address));
        foreach (var address in mail.To) message.To.Add(new MailboxAddress("", address));
        // No answer by a machine, such as "out of office" (RFC 3834).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        if (mail.Follows is not { } first) return message;
        message.InReplyTo = $"{first}@{from.Host}";
        message.References.Add(message.InReplyTo);
        return message;
    }
}
