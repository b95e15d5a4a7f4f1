using System.Diagnostics;
using System.Net.Mail;
using DurableTeams.Json;

namespace DurableTeams.Mail;

/// <summary>The mail server and the sender.</summary>
/// <param name="Host">A name or an IP address.</param>
/// <param name="Port">The port.</param>
/// <param name="Security">How the connection is kept secret.</param>
/// <param name="From">The sender: an address, with or without a name.</param>
[DebuggerDisplay("{Host}:{Port}")]
internal sealed record MailSettings(string Host, int Port, MailSecurity Security, MailAddress From)
{
    /// <summary>The variable of the server.</summary>
    public const string Server = "DURABLETEAMS_SMTP_URL";

    /// <summary>The variable of the sender.</summary>
    public const string Sender = "DURABLETEAMS_MAIL_FROM";

    private const string Example = "such as smtp://user:password@mail.example.com:587 or smtps://mail.example.com.";
    private const int Submission = 587;
    private const int Secure = 465;

    /// <summary>The user; null where nobody signs in.</summary>
    public string? User { get; init; }

    /// <summary>The password.</summary>
    public string Password { get; init; } = "";

    /// <summary>Reads the settings; null where no server is named.</summary>
    /// <exception cref="SettingException">A value cannot be used.</exception>
    public static MailSettings? Read(MailOptions options)
    {
        Func<string, string?> read = options.Configuration is { } configuration
            ? name => configuration[name]
            : Environment.GetEnvironmentVariable;
        var url = (options.Server ?? read(Server))?.Trim();
        if (string.IsNullOrEmpty(url)) return null;
        var from = (options.From ?? read(Sender))?.Trim();
        // Values never enter a message: the address may hold the password.
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("smtp" or "smtps")
            || address.Host.Length == 0 || address.AbsolutePath is not ("" or "/") || address.Fragment.Length > 0)
            throw new SettingException(Server, $"must be the address of a mail server, {Example}");
        if (string.IsNullOrEmpty(from) || !MailAddress.TryCreate(from, out var sender) || from.Any(char.IsControl))
            throw new SettingException(Sender, "must be the address that mails are from, such as teams@example.com.");
        var parts = address.UserInfo.Split(':', 2);
        return new MailSettings(
            address.IdnHost.Trim('[', ']'), PortOf(address), SecurityOf(address), sender)
        {
            User = parts[0].Length > 0 ? Uri.UnescapeDataString(parts[0]) : null,
            Password = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "",
        };
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => FormattableString.Invariant($"{Host}:{Port}");

    private static int PortOf(Uri address) => address.Port > 0 ? address.Port : address.Scheme == "smtps" ? Secure : Submission;

    private static MailSecurity SecurityOf(Uri address) => (address.Scheme, address.Query) switch
    {
        ("smtps", "") => MailSecurity.Tls,
        ("smtp", "") => MailSecurity.StartTls,
        ("smtp", "?tls=off") when address.UserInfo.Length == 0 => MailSecurity.None,
        ("smtp", "?tls=off") => throw new SettingException(
            Server, "sends no password without TLS; leave out the user, or ?tls=off."),
        _ => throw new SettingException(Server, $"has a query that is not ?tls=off (for smtp alone); write one {Example}"),
    };
}

/// <summary>How a connection to the mail server is kept secret.</summary>
internal enum MailSecurity
{
    /// <summary>TLS after a STARTTLS, which the server must offer; to this machine only where it offers it.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Nothing.</summary>
    None,
}
