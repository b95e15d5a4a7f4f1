using DurableTeams.Approvals;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Definitions;
using DurableTeams.Outbound;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Notifications;

/// <summary>Delivers a notification once, in the form of its target.</summary>
internal sealed class NotifyDelivery(
    RequirementViews views, WebhookKeys keys, OutboundSender sender, IEnumerable<INotificationMailer> mailers, TimeProvider time)
{
    private const int Gone = 410;

    /// <summary>Makes one attempt.</summary>
    /// <exception cref="HttpRequestException">There was no answer in time, or none that is HTTP.</exception>
    /// <exception cref="MailNotSentException">Nobody got the mail, and may get it later.</exception>
    /// <exception cref="UriFormatException">The address is none.</exception>
    public async Task<NotifyOutcome> SendAsync(RequirementRecord requirement, bool escalated, NotifyTarget target)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        ArgumentNullException.ThrowIfNull(target);
        return target.Format == NotifyFormat.Mail
            ? await MailAsync(requirement, escalated, target)
            : await PostAsync(requirement, escalated, target);
    }

    private async Task<NotifyOutcome> PostAsync(RequirementRecord requirement, bool escalated, NotifyTarget target)
    {
        var address = new Uri(target.Address, UriKind.Absolute);
        // An address may carry a secret in its path.
        var host = address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        try
        {
            var (body, headers) = Write(requirement, escalated, target.Format);
            var answer = await sender.PostAsync(address, body, headers);
            return new NotifyOutcome(host)
            {
                Accepted = answer.Accepted,
                Refusal = answer.Status == Gone ? "HTTP 410: the address wants no more notifications." : null,
                Status = answer.Status,
                RetryAfter = answer.RetryAfter,
            };
        }
        catch (OutboundRefusedException refused)
        {
            return new NotifyOutcome(host) { Refusal = refused.Message };
        }
    }

    private (byte[] Body, IEnumerable<KeyValuePair<string, string>> Headers) Write(
        RequirementRecord requirement, bool escalated, NotifyFormat format)
    {
        var view = views.Of(requirement);
        if (format == NotifyFormat.Slack) return (SlackMessage.Write(NotificationText.Of(view, escalated)), []);
        if (format == NotifyFormat.Teams) return (TeamsCard.Write(NotificationText.Of(view, escalated)), []);
        var body = Notification.Of(requirement, view, escalated).Write();
        var id = Notification.DeliveryId(requirement.RequirementId, escalated);
        return (body, Notification.Headers(id, body, keys, time.GetUtcNow()));
    }

    private async Task<NotifyOutcome> MailAsync(RequirementRecord requirement, bool escalated, NotifyTarget target)
    {
        var to = NotifyTarget.SplitMail(target.Address);
        var people = string.Join(", ", to);
        if (mailers.LastOrDefault() is not { } mailer)
            throw new MailNotSentException("this host has no mail server; set DURABLETEAMS_SMTP_URL");
        var text = NotificationText.Of(views.Of(requirement), escalated);
        try
        {
            var refused = await mailer.SendAsync(MailBody.Of(text, to, requirement.RequirementId, escalated));
            return new NotifyOutcome(people) { Accepted = true, NotTold = refused.Count > 0 ? refused : null };
        }
        catch (OutboundRefusedException refused)
        {
            return new NotifyOutcome(people) { Refusal = refused.Message };
        }
        catch (MailNotSentException refused) when (refused.IsFinal)
        {
            return new NotifyOutcome(people) { Refusal = refused.Message };
        }
    }
}

/// <summary>How an attempt ended.</summary>
/// <param name="Address">The host that was called, or the people who got the mail.</param>
internal sealed record NotifyOutcome(string Address)
{
    /// <summary>Whether it was accepted.</summary>
    public bool Accepted { get; init; }

    /// <summary>Why no further attempt makes sense; null where one does.</summary>
    public string? Refusal { get; init; }

    /// <summary>The HTTP status; null for a mail.</summary>
    public int? Status { get; init; }

    /// <summary>How long the other side asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The people whom the mail server refused, while others got the mail; null for none.</summary>
    public IReadOnlyList<string>? NotTold { get; init; }
}
