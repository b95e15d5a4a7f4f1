using System.Net;
using System.Net.Sockets;
using System.Text;
using DurableTeams.Outbound;

namespace DurableTeams.Orchestrations.Tests.Outbound;

public sealed class OutboundSenderTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"a":1}""");

    [Fact]
    public async Task Post_ToThisMachine_ArrivesWithBodyAndHeaders()
    {
        await using var server = await RecordingServer.StartAsync("thanks");
        using var sender = Sender(new FakeResolver());

        var answer = await sender.PostAsync(new Uri(server.Url + "/hook?x=1"), Body, [new("webhook-id", "d1")]);

        Assert.True(answer.Accepted);
        var (method, target, headers, body) = server.Single;
        Assert.Equal(
            ("POST", "/hook?x=1", """{"a":1}""", "d1", "application/json"),
            (method, target, body, headers["webhook-id"], headers["Content-Type"]));
        Assert.DoesNotContain("traceparent", headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Post_Redirect_IsNotFollowed(int status)
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Response.Headers.Location = "/elsewhere";
            return RecordingServer.Answer(context, "", status);
        });
        using var sender = Sender(new FakeResolver());

        var answer = await sender.PostAsync(new Uri(server.Url), Body, []);

        Assert.Equal((status, false), (answer.Status, answer.Accepted));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData("99999999", 86400)]
    public async Task Post_RetryAfter_IsWhatWasAskedWithinADay(string header, int? seconds)
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = header;
            return RecordingServer.Answer(context, "", 429);
        });
        using var sender = Sender(new FakeResolver());
        Assert.Equal(seconds, (await sender.PostAsync(new Uri(server.Url), Body, [])).RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Post_NoAnswer_EndsAfterTenSeconds()
    {
        await using var server = await RecordingServer.StartAsync(RecordingServer.Hang);
        var time = new FakeTimeProvider();
        using var sender = new OutboundSender(new OutboundGuard(new FakeResolver(), OutboundGuardTests.Allowed("")), time);
        var posting = sender.PostAsync(new Uri(server.Url), Body, []);
        await Wait.UntilAsync(() => !server.Requests.IsEmpty);

        time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(posting.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));

        Assert.Contains("10s", (await Assert.ThrowsAsync<HttpRequestException>(() => posting)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_AnswerWithoutEnd_CountsByItsStatus()
    {
        await using var server = await RecordingServer.StartAsync(async context =>
        {
            var block = new byte[16 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        });
        using var sender = Sender(new FakeResolver());
        Assert.True((await sender.PostAsync(new Uri(server.Url), Body, [])).Accepted);
    }

    [Fact]
    public async Task Post_NameThatMeansAPrivateAddress_IsRefusedBeforeAnythingIsSent()
    {
        using var sender = Sender(new FakeResolver(["192.168.0.10"]));
        var refused = await Assert.ThrowsAsync<OutboundRefusedException>(() => sender.PostAsync(
            new Uri("https://hooks.example/secret-path"), Body, []));
        Assert.Contains("192.168.0.10", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_NameThatIsReboundMeanwhile_GoesToTheAddressThatWasChecked()
    {
        // Resolved twice, it would be the second answer that is connected to.
        var resolver = new FakeResolver(["127.0.0.1"], ["10.0.0.1"]);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptTcpClientAsync();
        using var sender = Sender(resolver, "127.0.0.0/8");

        var posting = sender.PostAsync(new Uri($"https://hooks.example:{((IPEndPoint)listener.LocalEndpoint).Port}/"), Body, []);
        using (await accepting.WaitAsync(TimeSpan.FromSeconds(30)))
        {
            // Connected is all this test is about; there is no certificate to go on with.
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => posting);
        Assert.Equal(1, resolver.Asked);
    }

    [Fact]
    public async Task Post_NameThatIsReboundLater_IsCheckedAnew()
    {
        var resolver = new FakeResolver(["127.0.0.1"], ["10.0.0.1"]);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"https://hooks.example:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        var accepting = listener.AcceptTcpClientAsync();
        using var sender = Sender(resolver, "127.0.0.0/8");
        var first = sender.PostAsync(address, Body, []);
        (await accepting.WaitAsync(TimeSpan.FromSeconds(30))).Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => first);

        await Assert.ThrowsAsync<OutboundRefusedException>(() => sender.PostAsync(address, Body, []));
        Assert.Equal(2, resolver.Asked);
    }

    private static OutboundSender Sender(FakeResolver resolver, string allowed = "") =>
        new(new OutboundGuard(resolver, OutboundGuardTests.Allowed(allowed)), TimeProvider.System);
}
