using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>What stands in a tool's address is a secret as much as what stands in its headers.</summary>
public sealed class HttpToolSecretTests
{
    private const string Secret = "p@th/s&cret 1";
    private static readonly Settings Environment = new() { ["BOT"] = Uri.EscapeDataString(Secret) };

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task InvokeAsync_ServerEchoesTheAddress_SaysNothingOfIt(int status)
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            var (seen, query) = (context.Request.Path + context.Request.QueryString, context.Request.Query["key"].ToString());
            context.Response.Headers.Location = seen;
            return RecordingServer.Answer(
                context,
                    $"<a "
                        + $"href=\"{seen}\">{query}</a> {System.Net.WebUtility.HtmlEncode(query)} "
                            + $"{System.Text.Json.JsonSerializer.Serialize(query)}",
                    status);
        });
        using var host = ToolHost.Http(server.Url + "/bot${BOT}/send?key=${BOT}", environment: Environment);

        var outcome = await host.InvokeAsync();

        Assert.Contains("[redacted]", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_AnswerCutInTheMiddleOfIt_KeepsNoHalf()
    {
        const string Key = "secret-of-the-header";
        var filler = new string('x', (1024 * 1024) - 10);
        await using var server = await RecordingServer.StartAsync(filler + Key + filler);
        using var host = ToolHost.Http(server.Url, headers: new Dictionary<string, string>
        {
            ["X-Key"] = "${KEY}"
        }, environment: new Settings { ["KEY"] = Key });

        var text = (await host.InvokeAsync()).Text;

        Assert.Contains("[redacted]\n[cut:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_AnswerHoldsTheSecretOfAnotherTool_SaysNothingOfIt()
    {
        await using var server = await RecordingServer.StartAsync("env: other-secret-1");
        var other = new HttpToolDefinition { Url = "https://other.example" };
        other.Headers["Authorization"] = "Bearer ${OTHER}";
        using var host = new ToolHost(
            new Dictionary<string, ToolDefinition>
            {
                ["tool"] = new() { Http = new HttpToolDefinition { Url = server.Url } },
                ["other"] = new() { Http = other },
            },
            new Settings { ["OTHER"] = "other-secret-1" });

        Assert.Equal("env: [redacted]", (await host.InvokeAsync()).Text);
    }

    [Theory]
    [InlineData("public", "")]
    [InlineData("public", "10.0.0.0/8")]
    public async Task InvokeAsync_PrivateAddressesClosed_IsRefusedAndNotTriedAgain(string networks, string allowed)
    {
        await using var server = await RecordingServer.StartAsync("inside");
        using var host = ToolHost.Http(server.Url, environment: Closed(networks, allowed));

        var outcome = await host.InvokeAsync();

        Assert.Equal((false, false, false), (outcome.Succeeded, outcome.Transient, outcome.Unknown));
        Assert.Contains("loopback", outcome.Text, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("public", "127.0.0.0/8")]
    [InlineData("any", "")]
    public async Task InvokeAsync_PrivateAddressesAllowed_IsCalled(string networks, string allowed)
    {
        await using var server = await RecordingServer.StartAsync("inside");
        using var host = ToolHost.Http(server.Url, environment: Closed(networks, allowed));
        Assert.Equal("inside", (await host.InvokeAsync()).Text);
    }

    private static Settings Closed(string networks, string allowed) => new()
    {
        ["DURABLETEAMS_TOOL_NETWORKS"] = networks,
        ["DURABLETEAMS_ALLOWED_NETWORKS"] = allowed,
    };
}
