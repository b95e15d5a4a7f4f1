using System.Net;
using System.Text;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Json;
using DurableTeams.Mail;
using DurableTeams.Outbound;
using MimeKit;

namespace DurableTeams.Embedded.Tests.Approvals;

/// <summary>Mails against a server of the test's own.</summary>
public sealed class SmtpMailerTests : IAsyncLifetime
{
    private const string From = "Teams <teams@example.com>";

    private static readonly NotificationMail Mail = new(
        "r1-created", ["ann@example.com", "bo@example.com"], "Approval needed: käufe", "line\n.dot\nend\n", "<p>ok</p>");

    private readonly MailServer _server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Send_Accepted_IsOneMailToAllInTextAndHtml()
    {
        Assert.Empty(await Mailer(_server.Url.Replace("//", "//us%40er:p%3Ass@", StringComparison.Ordinal)).SendAsync(Mail));

        var got = Assert.Single(_server.Mails);
        var message = Read(got);
        Assert.Equal("teams@example.com", got.From);
        Assert.Equal(["ann@example.com", "bo@example.com"], got.To);
        Assert.Equal("Approval needed: käufe", message.Subject);
        Assert.Equal("r1-created@example.com", message.MessageId);
        Assert.Equal("auto-generated", message.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal(
            ("line\n.dot\nend\n", "<p>ok</p>"), (message.TextBody!.ReplaceLineEndings("\n"), message.HtmlBody!.TrimEnd()));
        Assert.Null(message.InReplyTo);
        var login = Assert.Single(_server.Commands, command => command.StartsWith("AUTH PLAIN ", StringComparison.Ordinal));
        Assert.Equal("\0us@er\0p:ss", Encoding.UTF8.GetString(Convert.FromBase64String(login[11..])));
    }

    [Fact]
    public async Task Send_Again_HasTheSameMessageIdAndFollowsTheFirst()
    {
        var mailer = Mailer(_server.Url);
        await mailer.SendAsync(Mail);
        await mailer.SendAsync(Mail);
        await mailer.SendAsync(Mail with { Id = "r1-escalated", Follows = "r1-created" });

        var ids = _server.Mails.Select(mail => Read(mail).MessageId).ToList();
        Assert.Equal(["r1-created@example.com", "r1-created@example.com", "r1-escalated@example.com"], ids);
        Assert.Equal("r1-created@example.com", Read(_server.Mails.Last()).InReplyTo);
    }

    // What an operator can mend, and what may pass, is tried again. A server that refuses people, or the text, for good is not.
    [Theory]
    [InlineData("MAIL", "550 Who are you", false)]
    [InlineData("RCPT", "451 Later", false)]
    [InlineData("RCPT", "550 Nobody", true)]
    [InlineData("TEXT", "452 Full", false)]
    [InlineData("TEXT", "554 Spam", true)]
    [InlineData("MAIL", "", false)]
    [InlineData("TEXT", "", false)]
    public async Task Send_Refused_SaysWhyAndWhetherForGood(string command, string answer, bool final)
    {
        _server.Answer = given => given.StartsWith(command, StringComparison.Ordinal) ? answer : null;

        var failure = await Assert.ThrowsAsync<MailNotSentException>(() => Mailer(_server.Url).SendAsync(Mail));

        Assert.Equal(final, failure.IsFinal);
        Assert.StartsWith("127.0.0.1:", failure.Message, StringComparison.Ordinal);
        if (answer.Length > 0) Assert.Contains(answer[4..], failure.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Mails);
    }

    [Fact]
    public async Task Send_OnePersonRefused_TheOtherGetsIt()
    {
        _server.Answer = command => command.Contains("<ann@", StringComparison.Ordinal) ? "550 Nobody" : null;
        Assert.Equal(["ann@example.com"], await Mailer(_server.Url).SendAsync(Mail));
        Assert.Equal(["bo@example.com"], Assert.Single(_server.Mails).To);
    }

    [Fact]
    public async Task Send_ServerGoesAwayAfterItAccepted_IsSent()
    {
        _server.Answer = command => command == "QUIT" ? "" : null;
        Assert.Empty(await Mailer(_server.Url).SendAsync(Mail));
        Assert.Single(_server.Mails);
    }

    [Fact]
    public async Task Send_PasswordRefused_SaysSoWithoutIt()
    {
        _server.Answer = command => command.StartsWith("AUTH", StringComparison.Ordinal) ? "535 Not hush-hush" : null;
        var failure = await Assert.ThrowsAsync<MailNotSentException>(
            () => Mailer(_server.Url.Replace("//", "//u:hush-hush@", StringComparison.Ordinal)).SendAsync(Mail));
        Assert.False(failure.IsFinal);
        Assert.DoesNotContain("hush", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_OtherMachineWithoutTls_IsNotSent()
    {
        var url = FormattableString.Invariant($"smtp://mail.example:{_server.Port}");
        var failure = await Assert.ThrowsAsync<MailNotSentException>(() => Mailer(url, "127.0.0.0/8").SendAsync(Mail));
        Assert.Contains("STARTTLS", failure.Message, StringComparison.Ordinal);
        // Where the operator says so, it is.
        await Mailer(url + "?tls=off", "127.0.0.0/8").SendAsync(Mail);
        Assert.Single(_server.Mails);
    }

    [Fact]
    public async Task Send_TlsToAServerWithoutIt_IsNotSent()
    {
        var failure = await Assert.ThrowsAsync<MailNotSentException>(
            () => Mailer(_server.Url.Replace("smtp:", "smtps:", StringComparison.Ordinal)).SendAsync(Mail));
        Assert.False(failure.IsFinal);
    }

    [Fact]
    public async Task Send_ServerInAPrivateNetwork_IsRefusedUnlessItIsAllowed()
    {
        var url = FormattableString.Invariant($"smtp://mail.example:{_server.Port}?tls=off");
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Mailer(url).SendAsync(Mail));
        Assert.Empty(_server.Commands);
    }

    [Theory]
    [InlineData("mail.example.com", From, "DURABLETEAMS_SMTP_URL")]
    [InlineData("https://mail.example.com", From, "DURABLETEAMS_SMTP_URL")]
    [InlineData("smtp://u:hush@mail.example.com?tls=off", From, "DURABLETEAMS_SMTP_URL")]
    [InlineData("smtp://mail.example.com?tls=no", From, "DURABLETEAMS_SMTP_URL")]
    [InlineData("smtps://mail.example.com/path", From, "DURABLETEAMS_SMTP_URL")]
    [InlineData("smtp://mail.example.com", null, "DURABLETEAMS_MAIL_FROM")]
    [InlineData("smtp://mail.example.com", "nobody", "DURABLETEAMS_MAIL_FROM")]
    public void Settings_CannotBeUsed_NameTheVariableAndNotItsValue(string server, string? from, string setting)
    {
        var wrong = Assert.Throws<SettingException>(() => MailSettings.Read(
            new MailOptions { Server = server, From = from ?? "" }));
        Assert.Equal(setting, wrong.Setting);
        Assert.DoesNotContain("hush", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtp://mail.example.com", 587)]
    [InlineData("smtps://mail.example.com", 465)]
    [InlineData("smtp://mail.example.com:25?tls=off", 25)]
    public void Settings_Server_HasItsPort(string server, int port) =>
        Assert.Equal(port, MailSettings.Read(new MailOptions { Server = server, From = From })!.Port);

    private static SmtpMailer Mailer(string url, string networks = "") => new(
        MailSettings.Read(new MailOptions { Server = url, From = From })!,
        new OutboundGuard(
            new Loopback(), new AllowedNetworks(new Settings((AllowedNetworks.Setting, networks)))),
        TimeProvider.System);

    private static MimeMessage Read(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(mail.Data)));

    /// <summary>Every name is this machine.</summary>
    private sealed class Loopback : IHostResolver
    {
        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Loopback]);
    }
}
