using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;

namespace DurableTeams.Embedded.Tests.Protocols.OpenAI;

/// <summary>Who may call, and how often: the key and the limits of the API, in the form of OpenAI's errors.</summary>
public sealed class OpenAIAdmissionTests : IAsyncLifetime
{
    private const string Body = """{"model":"newsroom","input":"hi","background":true}""";

    private readonly ApiHost _api = new()
    {
        Key = "the-key",
        Variables = new Settings { ["DURABLETEAMS_STARTS_PER_MINUTE"] = "1" },
    };

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Caller_WithoutTheKeyOrAboveTheLimit_GetsAnErrorOfTheirs()
    {
        var (refused, why) = await _api.PostAsync("v1/responses", Body);
        var (wrong, _) = await _api.PostAsync("v1/responses", Body, ("Authorization", "Bearer another"));
        var first = await StartAsync("k1");
        var (limited, limit) = await StartAsync("k2");
        var again = await StartAsync("k1");
        var (reused, reuse) = await _api.PostAsync(
            "v1/responses", Body.Replace("hi", "ho", StringComparison.Ordinal), ("Authorization", "Bearer the-key"),
            ("Idempotency-Key", "k1"));

        Assert.Equal((401, 401), (refused, wrong));
        Assert.Equal(
            ("unauthorized", "authentication_error"),
            (why.GetProperty("error").GetProperty("code").GetString(), why.GetProperty("error").GetProperty("type").GetString()));
        Assert.Equal((200, "queued"), (first.Status, first.Body.GetProperty("status").GetString()));
        Assert.Equal(
            (429, "tooManyStarts", "rate_limit_error"),
            (limited, limit.GetProperty("error").GetProperty("code").GetString(),
                limit.GetProperty("error").GetProperty("type").GetString()));
        Assert.Equal(first.Body.GetProperty("id").GetString(), again.Body.GetProperty("id").GetString());
        Assert.Equal(
            (422, "idempotencyKeyReused"), (reused, reuse.GetProperty("error").GetProperty("code").GetString()));
    }

    private Task<(int Status, JsonElement Body)> StartAsync(string key) => _api.PostAsync(
        "v1/responses", Body, ("Authorization", "Bearer the-key"), ("Idempotency-Key", key));
}
