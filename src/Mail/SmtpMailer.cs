using System.Net.Sockets;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Json;
using DurableTeams.Outbound;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace DurableTeams.Mail;

/// <summary>
/// Sends mail by SMTP, each over a connection of its own that the host's rules for addresses allow. One call is one attempt, of
/// at most thirty seconds.
/// </summary>
internal sealed class SmtpMailer(MailSettings settings, IOutboundConnector connector, TimeProvider time) : INotificationMailer
{
    /// <summary>How long an attempt may take; a mail server may let a sender wait before it answers.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(30);

    private const int LongestReason = 300;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> SendAsync(NotificationMail mail, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mail);
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var client = new Session();
        try
        {
            await ConnectAsync(client, either.Token);
            using var message = MailMessages.Of(mail, settings.From, time.GetUtcNow());
            await client.SendAsync(message, either.Token);
            await GoodbyeAsync(client, either.Token);
            return client.Refused;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new MailNotSentException($"{settings} did not take the mail within {Duration.Format(Limit)}");
        }
        catch (SmtpCommandException refused)
        {
            // A recipient or a text that is refused for good stays refused; all else an operator can mend.
            var final = (int)refused.StatusCode is >= 500 and < 600
                && refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted;
            throw Failed(FormattableString.Invariant($"answered {(int)refused.StatusCode} {refused.Message}"), refused, final);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ProtocolException or CommandException
            or AuthenticationException or SslHandshakeException or NotSupportedException or InvalidOperationException
            or System.Security.Authentication.AuthenticationException)
        {
            throw Failed(exception.Message, exception);
        }
    }

    private async Task ConnectAsync(Session client, CancellationToken cancellationToken)
    {
        var stream = await connector.ConnectAsync(settings.Host, settings.Port, cancellationToken);
        var options = settings.Security switch
        {
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            MailSecurity.None => SecureSocketOptions.None,
            _ => connector.IsThisMachine(settings.Host)
                ? SecureSocketOptions.StartTlsWhenAvailable
                : SecureSocketOptions.StartTls,
        };
        await client.ConnectAsync(stream, settings.Host, settings.Port, options, cancellationToken);
        if (settings.User is { } user) await client.AuthenticateAsync(user, settings.Password, cancellationToken);
    }

    /// <summary>The mail is with the server: how the connection ends changes nothing.</summary>
    private static async Task GoodbyeAsync(Session client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or ProtocolException or CommandException
            or OperationCanceledException)
        {
            // A repetition would be a second mail.
        }
    }

    private MailNotSentException Failed(string reason, Exception cause, bool final = false)
    {
        var line = string.Concat(reason.Select(character => char.IsControl(character) ? ' ' : character));
        if (settings.Password.Length > 0) line = line.Replace(settings.Password, "[redacted]", StringComparison.Ordinal);
        return new MailNotSentException(
            $"{settings}: {(line.Length <= LongestReason ? line : line[..LongestReason] + "…")}", final, cause);
    }

    /// <summary>A client that lets some people get the mail where the server refuses others.</summary>
    private sealed class Session : SmtpClient
    {
        private readonly List<(string Address, SmtpResponse Answer)> _refused = [];

        public Session()
        {
            // As for https: a list of revoked certificates that cannot be reached is no reason to tell nobody.
            CheckCertificateRevocation = false;
            Timeout = (int)Limit.TotalMilliseconds;
        }

        public IReadOnlyList<string> Refused => [.. _refused.Select(one => one.Address)];

        protected override void OnRecipientNotAccepted(
            MimeKit.MimeMessage message, MimeKit.MailboxAddress mailbox, SmtpResponse response) =>
            _refused.Add((mailbox.Address, response));

        protected override void OnNoRecipientsAccepted(MimeKit.MimeMessage message)
        {
            // Of several answers one that may change counts.
            var (address, answer) = _refused.OrderBy(one => (int)one.Answer.StatusCode).First();
            throw new SmtpCommandException(
                SmtpErrorCode.RecipientNotAccepted, answer.StatusCode, new MimeKit.MailboxAddress("", address), answer.Response);
        }
    }
}
