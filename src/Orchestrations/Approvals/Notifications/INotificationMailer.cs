namespace DurableTeams.Approvals.Notifications;

/// <summary>Sends mails that tell people of requirements; a package such as DurableTeams.Mail brings one.</summary>
public interface INotificationMailer
{
    /// <summary>Makes one attempt to send a mail. The caller makes the next, later.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The addresses of <see cref="NotificationMail.To"/> that the server refused; others got the mail.</returns>
    /// <exception cref="MailNotSentException">Nobody got the mail.</exception>
    Task<IReadOnlyList<string>> SendAsync(NotificationMail mail, CancellationToken cancellationToken = default);
}

/// <summary>A mail that nobody got. The message says why, without a secret.</summary>
/// <param name="reason">Why, such as the server's answer.</param>
/// <param name="isFinal">Whether the server refuses the mail for good, so that no further attempt makes sense.</param>
/// <param name="inner">The cause.</param>
public sealed class MailNotSentException(string reason, bool isFinal = false, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>Whether the server refuses the mail for good.</summary>
    public bool IsFinal { get; } = isFinal;
}
