using Microsoft.Extensions.Configuration;

namespace DurableTeams;

/// <summary>How mail is sent (<c>UseMail</c>). A value that is set here counts more than its variable.</summary>
public sealed record MailOptions
{
    /// <summary>Where the variables are read; null for the environment of the process.</summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>The mail server, as <c>DURABLETEAMS_SMTP_URL</c> names it; null for the variable.</summary>
    public string? Server { get; init; }

    /// <summary>Who mails are from, as <c>DURABLETEAMS_MAIL_FROM</c> says it; null for the variable.</summary>
    public string? From { get; init; }

    /// <summary>Without values: an address may hold a password.</summary>
    public override string ToString() => nameof(MailOptions);
}
