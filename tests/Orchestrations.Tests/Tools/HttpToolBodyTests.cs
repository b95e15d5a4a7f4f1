using System.IO.Compression;
using System.Text;

namespace DurableTeams.Orchestrations.Tests.Tools;

public class HttpToolBodyTests
{
    [Fact]
    public async Task InvokeAsync_HugeBody_CutWithNote()
    {
        await using var server = await RecordingServer.StartAsync(async context =>
        {
            var block = Encoding.UTF8.GetBytes(new string('é', 32 * 1024));
            try
            {
                for (var i = 0; i < 4000; i++) await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // What the test is about: the client hangs up.
            }
        });
        using var host = ToolHost.Http(server.Url);

        var outcome = await host.InvokeAsync();

        Assert.True(outcome.Succeeded);
        Assert.Equal(new string('é', 512 * 1024) + "\n[cut: longer than 1048576 bytes]", outcome.Text);
    }

    [Fact]
    public async Task InvokeAsync_BodyOverTheLimit_IsCutAndSaysHowLongItWas()
    {
        await using var server = await RecordingServer.StartAsync(new string('x', 3_000_000));
        using var host = ToolHost.Http(server.Url);

        var outcome = await host.InvokeAsync();

        Assert.Equal(new string('x', 1024 * 1024) + "\n[cut: longer than 1048576 bytes; the whole has 3000000]", outcome.Text);
    }

    [Fact]
    public async Task InvokeAsync_BodyOfExactlyTheLimit_Whole()
    {
        await using var server = await RecordingServer.StartAsync(new string('x', 1024 * 1024));
        using var host = ToolHost.Http(server.Url);

        Assert.Equal(1024 * 1024, (await host.InvokeAsync()).Text.Length);
    }

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1", new byte[] { 0xE9 }, "é")]
    [InlineData("text/plain; charset=\"windows-1252\"", new byte[] { 0x80 }, "€")]
    [InlineData("text/plain; charset=utf-16", new byte[] { 0xE9, 0 }, "é")]
    [InlineData("text/plain; charset=nonsense", new byte[] { 0xC3, 0xA9 }, "é")]
    [InlineData("text/plain; charset=utf-7", new byte[] { 0xC3, 0xA9 }, "é")]
    [InlineData("text/plain", new byte[] { 0xEF, 0xBB, 0xBF, 0x61 }, "a")]
    [InlineData("text/plain", new byte[] { 0x61, 0xFF, 0x62 }, "a\uFFFDb")]
    public async Task InvokeAsync_Charset_Honoured(string contentType, byte[] body, string expected)
    {
        await using var server = await RecordingServer.StartAsync(async context =>
        {
            context.Response.ContentType = contentType;
            await context.Response.Body.WriteAsync(body);
        });
        using var host = ToolHost.Http(server.Url, "GET");

        Assert.Equal(expected, (await host.InvokeAsync()).Text);
    }

    [Fact]
    public async Task InvokeAsync_CompressedBody_Unpacked()
    {
        await using var server = await RecordingServer.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync("packed"u8.ToArray());
        });
        using var host = ToolHost.Http(server.Url, "GET");

        Assert.Equal("packed", (await host.InvokeAsync()).Text);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task InvokeAsync_ServerEchoesSecretHeader_Redacted(int status)
    {
        await using var server = await RecordingServer.StartAsync(
            context => RecordingServer.Answer(context, $"you sent {context.Request.Headers.Authorization}", status));
        using var host = ToolHost.Http(server.Url, headers: new Dictionary<string, string> { ["Authorization"] = "Bearer ${TG}" },
            environment: new Settings { ["TG"] = "secret-123" });

        Assert.EndsWith("you sent Bearer [redacted]", (await host.InvokeAsync()).Text, StringComparison.Ordinal);
    }
}
