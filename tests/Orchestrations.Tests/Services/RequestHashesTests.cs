using System.Text.Json;
using DurableTeams.Services;

namespace DurableTeams.Orchestrations.Tests.Services;

/// <summary>
/// Hashes of requests are stored with runs: a version that hashes otherwise takes a repeated request for another one.
/// </summary>
public sealed class RequestHashesTests
{
    [Fact]
    public void Of_Start_IsTheHashOfEarlierVersions()
    {
        var metadata = JsonSerializer.Deserialize<JsonElement>("""{ "b": "x", "a": [1.0, 1e2] }""");

        // SHA-256 of ["Tell our readers","s1",null,{"a":[1.0,1e2],"b":"x"}].
        Assert.Equal(
            "6bb8ef07a7d6c7cd625a01edee61718c8b78d776b01b373745b4ec008675281d",
            RequestHashes.Of(new StartRunRequest("Tell our readers", "s1", Metadata: metadata)));
    }

    [Fact]
    public void Of_Fork_IsTheHashOfEarlierVersions() =>
        // SHA-256 of [3,"again"].
        Assert.Equal(
            "950634c861ee83eb7f56f0bc385bfbff9f85ed25a5511eb8ee9f9aee27172cd7", RequestHashes.Of(new ForkRequest(3, "again")));
}
