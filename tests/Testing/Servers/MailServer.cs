using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DurableTeams.Testing.Servers;

/// <summary>
/// A mail server of the test's own: speaks SMTP on a loopback port, keeps every mail that it accepts, and answers as the test
/// says.
/// </summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public MailServer()
    {
        _listener.Start();
        _running = ListenAsync();
    }

    /// <summary>The answer to a command, instead of the usual one; empty breaks the connection, null is the usual one.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>All commands, of all connections.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>The accepted mails.</summary>
    public ConcurrentQueue<ReceivedMail> Mails { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Such as <c>smtp://127.0.0.1:40123</c>.</summary>
    public string Url => FormattableString.Invariant($"smtp://127.0.0.1:{Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running;
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        List<Task> all = [];
        try
        {
            while (true) all.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(all);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client) await TalkAsync(client.GetStream());
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The other side is gone, or the test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 mail.test ESMTP");
        var (from, to) = ("", new List<string>());
        while (await reader.ReadLineAsync(_stop.Token) is { } command)
        {
            Commands.Enqueue(command);
            var word = command.Split(' ', ':')[0].ToUpperInvariant();
            var answer = Answer(command);
            if (answer is { Length: 0 }) return;
            if (answer is null && word == "MAIL") (from, to) = (AddressIn(command), []);
            if (answer is null && word == "RCPT") to.Add(AddressIn(command));
            if (answer is null && word == "DATA")
            {
                await writer.WriteLineAsync("354 Go ahead");
                var data = await DataAsync(reader);
                // What is said after the text is the answer to it.
                answer = Answer("TEXT");
                if (answer is { Length: 0 }) return;
                if (answer is null) Mails.Enqueue(new ReceivedMail(from, to, data));
            }

            await writer.WriteLineAsync(answer ?? Usual(word));
            if (word == "QUIT") return;
        }
    }

    private async Task<string> DataAsync(StreamReader reader)
    {
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return data.ToString();
    }

    private static string Usual(string word) => word switch
    {
        "EHLO" => "250-mail.test\r\n250-AUTH PLAIN\r\n250 8BITMIME",
        "AUTH" => "235 Welcome",
        "QUIT" => "221 Bye",
        _ => "250 OK",
    };

    private static string AddressIn(string command) =>
        command[(command.IndexOf('<', StringComparison.Ordinal) + 1)..command.IndexOf('>', StringComparison.Ordinal)];
}

/// <summary>A mail as the server got it.</summary>
/// <param name="From">The sender of the envelope.</param>
/// <param name="To">The recipients of the envelope.</param>
/// <param name="Data">Headers and body.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, string Data);
