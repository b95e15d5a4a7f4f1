using DurableTeams.Approvals.Notifications;
using DurableTeams.Json;
using DurableTeams.Mail;
using DurableTeams.Outbound;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

/// <summary>Sends mails that tell people of requirements.</summary>
public static class MailBuilderExtensions
{
    /// <summary>
    /// Sends mail through the server of <c>DURABLETEAMS_SMTP_URL</c>, from <c>DURABLETEAMS_MAIL_FROM</c>. Where no server is
    /// named, nothing changes, and a team that wants to tell somebody by mail is refused at the start.
    /// </summary>
    /// <param name="teams">The builder.</param>
    /// <param name="options">The server and the sender, or where the variables are; null for the environment.</param>
    /// <exception cref="SettingException">A value cannot be used; the message has its name and an example.</exception>
    public static DurableTeamsBuilder UseMail(this DurableTeamsBuilder teams, MailOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(teams);
        if (MailSettings.Read(options ?? new MailOptions()) is not { } settings) return teams;
        // The last one counts.
        foreach (var earlier in teams.Services.Where(service => service.ServiceType == typeof(INotificationMailer)).ToList())
            teams.Services.Remove(earlier);
        teams.Services.AddSingleton<INotificationMailer>(services => new SmtpMailer(
            settings, services.GetRequiredService<IOutboundConnector>(), services.GetRequiredService<TimeProvider>()));
        return teams;
    }
}
